"""Grant agreements to publish: how each grantor stands, one agreement, its terms; legal files
checked and brought in."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.access import financer_where
from ancrage.funding.models import Commitment
from ancrage.journal.policy import may, rights
from ancrage.kernel.problems import InputRefused
from ancrage.opendata.actions.importing import import_grants
from ancrage.opendata.actions.telling import OpenDataRefusedError, name_grantor, tell_terms
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.forms import FileForm, GrantorForm, TermsForm
from ancrage.opendata.models import Terms
from ancrage.opendata.queries.conventions import Held, find_convention
from ancrage.opendata.queries.delays import duties_of
from ancrage.opendata.queries.grantors import find_grantor
from ancrage.opendata.queries.positions import positions, readable_by, reads
from ancrage.opendata.rules.delays import past_delay
from ancrage.opendata.rules.scdl import read
from ancrage.opendata.tables import INVENTED, STANDINGS, conventions_table, duties_table
from ancrage.opendata.views.common import BAD, given, trail
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

IMPORT = "opendata.import_grants"
POST = ["GET", "HEAD", "POST"]


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """How each grantor stands, for everybody; agreements one by one for who may read them."""
    day = timezone.localdate()
    held = positions(day)
    duties = duties_of(held)
    own = readable_by(request.actor, held)
    tables = [duties_table(request, duties, as_of=french_date(day))]
    if own:
        tables.append(conventions_table(request, own, day=day))
    for table in tables:
        if file := table.response():
            return file
    named = sorted(one for one in held.names if own and reads(request.actor, one[0]))
    context = {
        "tables": tables,
        "late": sum(one.late for one in duties),
        "count": sum(one.due for one in duties),
        "parameters": parameters_at(day),
        "grantors": [
            (name, link(request, "open_grantor", financer))
            for financer, name in named
            if may(request.actor, "opendata.name_grantor", financer_where(financer))
        ],
        "may_import": rights().may_enter(request.actor, IMPORT),
        "invented": INVENTED if any(one.is_demonstration for one in duties) else "",
        "breadcrumb": trail(request, _("Conventions à publier")),
    }
    return render(request, "opendata/conventions.html", context)


def convention_or_404(request: ActorRequest, commitment: int) -> Held:
    """The agreement of the address, if the reader may know of it."""
    found = find_convention(commitment, day=timezone.localdate())
    if found is None or not reads(request.actor, found.financer):
        raise Http404(_("Cette convention n’existe pas."))
    return found


@require_http_methods(POST)
def show(request: ActorRequest, commitment: int) -> HttpResponse:
    """One agreement: where it stands, what lacks, the form that tells it."""
    held = convention_or_404(request, commitment)
    may_tell = may(request.actor, "opendata.tell_terms", financer_where(held.financer))
    terms = Terms.objects.filter(commitment=commitment).first()
    form = TermsForm(given(request)[0], terms=terms) if may_tell else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            tell_terms(
                by=request.actor,
                now=timezone.now(),
                commitment=Commitment.objects.get(pk=commitment),
                told=form.told(),
            )
            return redirect(link(request, "open_convention", commitment))
        except InputRefused as refusal:
            form.refuse(refusal)
    name = held.convention.decision or _("Convention sans référence")
    context = {
        "held": held,
        "name": name,
        "amount": euros(held.convention.amount),
        "beneficiaries": [
            f"{one.name} ({one.siret or one.rna or _('non identifié')}), {euros(one.amount)}"
            for one in held.convention.beneficiaries
        ],
        "standing": STANDINGS[held.stands.standing],
        "form": form,
        "breadcrumb": trail(
            request, (_("Conventions à publier"), link(request, "open_duties")), name
        ),
    }
    status = BAD if form is not None and form.errors else 200
    return render(request, "opendata/convention.html", context, status=status)


@require_http_methods(POST)
def grantor(request: ActorRequest, financer: str) -> HttpResponse:
    """Say which authority a financer is."""
    if not may(request.actor, "opendata.name_grantor", financer_where(financer)):
        raise Http404(_("Ce financeur n’est pas des vôtres."))
    form = GrantorForm(given(request)[0], grantor=find_grantor(financer))
    if request.method == "POST" and form.is_valid():
        try:
            name_grantor(
                by=request.actor, now=timezone.now(), financer=financer, **form.cleaned_data
            )
            return redirect(link(request, "open_duties"))
        except OpenDataRefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "title": _("Attribuant : %(financer)s") % {"financer": financer},
        "submit": _("Enregistrer"),
        "back": link(request, "open_duties"),
        "breadcrumb": trail(
            request, (_("Conventions à publier"), link(request, "open_duties")), financer
        ),
    }
    status = BAD if form.errors else 200
    return render(request, "people/form.html", context, status=status)


@require_http_methods(POST)
def check(request: ActorRequest) -> HttpResponse:
    """Check a legal file: read, then forgotten."""
    form = FileForm(*given(request))
    context = {"form": form, "format": legal_format(), "is_check": True}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        found = read(file.content, legal_format().columns, name=file.name)
        day = timezone.localdate()
        signed = (row.signed_on for row in found.rows)
        context |= {
            "problems": found.problems,
            "rows": len(found.rows),
            "late": past_delay(signed, day=day, months=parameters_at(day).months),
            "is_read": True,
        }
    context["breadcrumb"] = trail(request, _("Vérifier un fichier"))
    return render(request, "opendata/file.html", context)


@require_http_methods(POST)
def bring(request: ActorRequest) -> HttpResponse:
    """Bring a legal file into the ledger."""
    form = FileForm(*given(request))
    context = {"form": form, "format": legal_format(), "is_check": False}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            context["brought"] = import_grants(
                by=request.actor, now=timezone.now(), name=file.name, content=file.content
            )
        except InputRefused as refusal:
            context["problems"] = refusal.problems
        except OpenDataRefusedError as refusal:
            form.add_error("file", str(refusal))
    context["breadcrumb"] = trail(
        request,
        (_("Conventions à publier"), link(request, "open_duties")),
        _("Reprendre un fichier"),
    )
    status = BAD if form.errors or context.get("problems") else 200
    return render(request, "opendata/file.html", context, status=status)
