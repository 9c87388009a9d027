"""A company's declaration: recorded with its aids and links, taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.journal.policy import may
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.people.middleware import ActorRequest
from ancrage.stateaid.access import company_where, own_sirens
from ancrage.stateaid.actions.declaring import (
    Declared,
    DeclaredAid,
    declare_aids,
    withdraw_declaration,
)
from ancrage.stateaid.actions.links import LinkTold
from ancrage.stateaid.forms import (
    MOST_LINES,
    AidLine,
    DeclarationForm,
    LinkLine,
    ReasonForm,
    lines,
)
from ancrage.stateaid.models import Declaration
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.views.common import (
    BAD,
    REFUSED,
    company_step,
    form_page,
    home_step,
    says,
    siren_or_404,
    trail,
)
from ancrage.stateaid.views.companies import fill_in
from ancrage.stateaid.words import company_label
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

AID_LINES, AIDS_SHOWN = 13, 3
LINK_LINES, LINKS_SHOWN = 5, 1
"""Lines of a form, and those that are not folded."""
AIDS, LINKS = "aides", "liens"


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a kind, the first `count` of which are not folded."""

    anchor: str
    title: str
    word: str
    lines: Any
    count: int

    @property
    def shown(self) -> list[Form]:
        return list(self.lines)[: self.count]

    @property
    def folded(self) -> list[Form]:
        return list(self.lines)[self.count :]

    @property
    def is_unfolded(self) -> bool:
        """Whether something was typed under the fold."""
        return any(one.has_changed() for one in self.folded)


@fill_in
def declare(request: ActorRequest, siren: str) -> HttpResponse:
    """Record what a company signed: its aids, its links, the document itself."""
    code = siren_or_404(request, siren, "stateaid.declare_aids")
    name = companies_of([code])[code].name
    told = request.POST or None
    form = DeclarationForm(
        told,
        request.FILES or None,
        initial={"name": name, "as_of": timezone.localdate()},
    )
    count = _asked_lines(request)
    aids = lines(AidLine, told, prefix=AIDS, count=count)
    links = lines(LinkLine, told, prefix=LINKS, count=LINK_LINES)
    if request.method == "POST" and all([form.is_valid(), aids.is_valid(), links.is_valid()]):
        try:
            declare_aids(
                by=request.actor,
                now=timezone.now(),
                declared=_declared(code, form.cleaned_data, aids, links),
            )
            return redirect(link(request, "aid_company", code))
        except REFUSED as refusal:
            for sentence in _sentences(refusal):
                form.add_error(None, sentence)
    context = {
        "form": form,
        "parts": [
            Part(AIDS, _("Les aides reçues"), _("Aide"), aids, AIDS_SHOWN),
            Part(LINKS, _("Les entreprises liées"), _("Lien"), links, LINKS_SHOWN),
        ],
        "siren": code,
        "is_own": code in own_sirens(request.actor),
        "label": company_label(code, name),
        "more": link(request, "aid_declare", code, lignes=min(count + 10, MOST_LINES)),
        "breadcrumb": trail(
            request, home_step(request), company_step(request, code, name), _("Déclaration")
        ),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "stateaid/declare.html", context, status=status)


def _asked_lines(request: ActorRequest) -> int:
    """How many empty lines are asked for."""
    asked = request.GET.get("lignes", "")
    count = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else AID_LINES
    return min(max(count, 1), MOST_LINES)


def _declared(siren: str, told: dict[str, Any], aids: Any, links: Any) -> Declared:  # noqa: ANN401 as Django's formsets
    """What was typed, as the action takes it."""
    file = told["document"]
    return Declared(
        siren=siren,
        name=told["name"],
        as_of=told["as_of"],
        signed_by=told["signed_by"],
        aids=[DeclaredAid(**held | {"siren": held["siren"] or siren}) for held in _filled(aids)],
        group=[_link(siren, held) for held in _filled(links)],
        file=(file.name, file.content) if file else None,
    )


def _filled(held: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 as Django's formsets
    """The lines in which something was typed."""
    return (one.cleaned_data for one in held if one.has_changed())


def _link(siren: str, told: dict[str, Any]) -> LinkTold:
    holder, held = told["holder"] or siren, told["held"] or siren
    return LinkTold(
        holder=holder,
        held=held,
        holder_name=told["name"] if holder != siren else "",
        held_name=told["name"] if holder == siren else "",
        kind=told["kind"],
        since=told["since"],
        source="",
    )


def _sentences(refusal: Exception) -> list[str]:
    """Each fault with its line."""
    if isinstance(refusal, InputRefused):
        return [_fault(one) for one in refusal.problems]
    return [says(refusal)]


def _fault(one: Problem) -> str:
    what = {"aids": _("aide"), "group": _("lien")}.get(one.file, one.file)
    where = _("Ligne %(row)s (%(what)s) : ") % {"row": one.row, "what": what}
    return f"{where}{one.what} {one.advice}"


@fill_in
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    """Take a declaration back, with its aids and the links that it told first."""
    held = Declaration.objects.filter(reference=reference, withdrawn_at=None).first()
    action = "stateaid.withdraw_declaration"
    if held is None or not may(request.actor, action, company_where(held.siren)):
        raise Http404(_("Cette déclaration n’existe pas, ou elle a été retirée."))

    def act(told: dict[str, Any]) -> str:
        withdraw_declaration(
            by=request.actor, now=timezone.now(), declaration=held, reason=told["reason"]
        )
        return link(request, "aid_company", held.siren)

    return form_page(
        request,
        ReasonForm(request.POST or None),
        act,
        title=_("Retirer une déclaration"),
        submit=_("Retirer"),
        above=company_step(request, held.siren, held.name),
        facts=[
            (_("Entreprise"), company_label(held.siren, held.name)),
            (_("État au"), french_date(held.as_of)),
        ],
    )
