"""Dated tables brought in and taken back; what we granted, in the layout of the register."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ancrage.funding.queries.financers import financers_for
from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.stateaid.actions.tables import import_table, withdraw_table
from ancrage.stateaid.forms import ReasonForm, RegisterForm, TableForm
from ancrage.stateaid.models import ImportedTable
from ancrage.stateaid.queries.importing import current_layout
from ancrage.stateaid.queries.register import register_csv, registered
from ancrage.stateaid.rules.tables_read import LAYOUT, RATES, ZONES
from ancrage.stateaid.views.common import form_page, says, step
from ancrage.stateaid.views.companies import fill_in
from ancrage.stateaid.views.home import EXPORT
from ancrage.ui.links import link

MOST_TOLD = 20
"""Faults of a file that are told at once; the others are counted."""


def _faults(refusal: Exception) -> list[str]:
    """Each fault of a file, with its line and its column."""
    if not isinstance(refusal, InputRefused):
        return [says(refusal)]
    told = [str(one) for one in refusal.problems]
    left = len(told) - MOST_TOLD
    more = ngettext("et %d autre faute.", "et %d autres fautes.", left) % left
    return told[:MOST_TOLD] + ([more] if left > 0 else [])


def _columns() -> list[tuple[str, str]]:
    """The columns of each table."""
    names = dict(ImportedTable.KINDS)
    held = {
        ImportedTable.ZONES: ZONES,
        ImportedTable.RATES: RATES,
        ImportedTable.LAYOUT: LAYOUT,
        ImportedTable.REGISTER: [one.column for one in current_layout()],
    }
    return [
        (_("Colonnes : %s") % names[kind], ", ".join(columns)) for kind, columns in held.items()
    ]


def _above(request: ActorRequest) -> tuple[str, str]:
    return step(request, _("Tables datées"), "aid_tables")


@fill_in
def bring(request: ActorRequest) -> HttpResponse:
    """Import a file of zones, of rates, of the register or its layout."""

    def act(told: dict[str, Any]) -> str:
        given = told["document"]
        import_table(
            by=request.actor,
            now=timezone.now(),
            kind=told["kind"],
            name=given.name,
            content=given.content,
            source=told["source"],
            as_of=told["as_of"],
        )
        return link(request, "aid_tables")

    return form_page(
        request,
        TableForm(request.POST or None, request.FILES or None),
        act,
        title=_("Importer une table datée"),
        submit=_("Importer"),
        above=_above(request),
        facts=_columns(),
        told_of=_faults,
        is_file=True,
    )


@fill_in
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    """Take a whole file back."""
    held = ImportedTable.objects.filter(reference=reference, withdrawn_at=None).first()
    if held is None:
        raise Http404(_("Cette table n’existe pas, ou elle a été retirée."))

    def act(told: dict[str, Any]) -> str:
        withdraw_table(by=request.actor, now=timezone.now(), table=held, reason=told["reason"])
        return link(request, "aid_tables")

    return form_page(
        request,
        ReasonForm(request.POST or None),
        act,
        title=_("Retirer une table"),
        submit=_("Retirer"),
        above=_above(request),
        facts=[
            (_("Fichier"), held.name),
            (_("Table"), held.get_kind_display()),
            (_("Lignes"), str(held.count)),
        ],
    )


@require_GET
def register(request: ActorRequest) -> HttpResponse:
    """The grants of a financer between two days, in the layout of the national register."""
    form = RegisterForm(request.GET, financers=financers_for(request.actor, EXPORT))
    if not form.is_valid():
        raise Http404(_("Dites quel financeur, du quel jour à quel jour."))
    told = form.cleaned_data
    held = registered(told["financeur"], told["du"], told["au"])
    is_invented = not held
    if is_invented:
        held = registered(told["financeur"], told["du"], told["au"], is_demonstration=True)
    response = HttpResponse(register_csv(held), content_type="text/csv; charset=utf-8")
    begins = "demonstration-" if is_invented and held else ""
    name = f"{begins}registre-{told['financeur']}-{told['du']}-{told['au']}.csv".replace(":", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
