"""A company: what is known of it, its group, what it received, what is left; its links."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.files.responses import file_response
from ancrage.journal.policy import may
from ancrage.kernel.identifiers import read_siren
from ancrage.kernel.rights import Where
from ancrage.kernel.text import contracted
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import amount
from ancrage.stateaid.access import READ, companies_where, company_where, own_sirens, reads_company
from ancrage.stateaid.actions.companies import describe_company
from ancrage.stateaid.actions.links import LinkTold, add_link, end_link, withdraw_link
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.forms import (
    HOLDS,
    CompanyForm,
    EndLinkForm,
    LinkForm,
    ReasonForm,
    as_three,
    typed_closing,
)
from ancrage.stateaid.models import CompanyLink, Declaration, Undertaking
from ancrage.stateaid.papers import closing, declaration_paper
from ancrage.stateaid.queries.checks import visible_to
from ancrage.stateaid.queries.companies import ceilings_left
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.queries.told import Known, known_of
from ancrage.stateaid.tables import aids_table, checks_table
from ancrage.stateaid.views.common import (
    company_step,
    form_page,
    home_step,
    siren_or_404,
    trail,
    unknown_company,
)
from ancrage.stateaid.words import company_label, invented, regime_label, window, with_names
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.office import KINDS, response

fill_in = require_http_methods(["GET", "HEAD", "POST"])
VERBS = ("check_grant", "describe_company", "add_link", "declare_aids", "withdraw_declaration")


@require_GET
def show(request: ActorRequest, siren: str) -> HttpResponse:
    """All that is known of a company as at the day of the page."""
    code = read_siren(siren)
    if code is None:
        raise unknown_company()
    known = known_of(code, on=request.as_at.date)
    places = companies_where({code, *known.group})
    if not may(request.actor, READ, places[code]):
        raise unknown_company()
    links = [one for one in known.links if code in {one.holder, one.held}]
    rows = visible_to(request.actor).filter(siren=code)
    is_invented, names = _is_invented(known), known.names
    aids = aids_table(request, known.received, names, is_invented=is_invented)
    checks = checks_table(request, rows, is_invented=is_invented, prefix="v-")
    context = {
        "siren": code,
        "label": company_label(code, known.company.name),
        "is_own": code in own_sirens(request.actor),
        "on": known.on,
        "facts": _facts(known),
        "group": [
            (company_label(one, names.get(one, "")), _door(request, known, one, places[one]), why)
            for one, why in _group(known)
        ],
        "rooms": _rooms(known),
        "aids": aids,
        "links": [(one, _link_words(one, names), with_names(one.source, names)) for one in links],
        "declarations": known.declarations,
        "checks": checks,
        "may": {verb: may(request.actor, f"stateaid.{verb}", places[code]) for verb in VERBS},
        "invented": invented(is_invented=is_invented),
        "breadcrumb": trail(request, home_step(request), known.company.name or code),
    }
    file = aids.response() or checks.response()
    return file or render(request, "stateaid/company.html", context)


def _group(known: Known) -> list[tuple[str, str]]:
    """The companies of the undertaking, each with why."""
    names = known.names
    told = {**known.group, known.siren: _("L’entreprise elle-même.")}
    return [(siren, with_names(why, names)) for siren, why in told.items()]


def _door(request: ActorRequest, known: Known, siren: str, where: Where) -> str:
    """The page of another company of the group, for who may read it; "" for others."""
    if siren == known.siren or not may(request.actor, READ, where):
        return ""
    return link(request, "aid_company", siren)


def _is_invented(known: Known) -> bool:
    """Whether anything that is told of it is made up."""
    if known.described is not None and known.described.is_demonstration:
        return True
    told = (known.links, known.declarations)
    is_told = any(one.is_demonstration for rows in told for one in rows)
    checks, dossiers = (
        rows.filter(is_demonstration=True).order_by().values("pk")
        for rows in (known.checks, known.dossiers)
    )
    return is_told or checks.union(dossiers).exists()


def _facts(known: Known) -> list[tuple[str, str]]:
    """What is known of the company itself; what is not known is said."""
    held, unknown = known.described, _("inconnu")
    told = [
        (_("SIREN"), known.siren),
        (_("Taille"), held.get_size_display() if held else ""),
        (_("Clôture de l’exercice"), closing(held.year_end) if held else ""),
        (_("Transport routier pour compte d’autrui"), as_three(held.road_freight) if held else ""),
        (_("Dernière déclaration, état au"), french_date(known.company.declared_on)),
        (_("Source"), held.source if held else ""),
    ]
    return [(label, value or unknown) for label, value in told]


def _rooms(known: Known) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """What each ceiling leaves: the regime, its sums in words, what is missing to be sure."""
    found = []
    for one in ceilings_left(known.siren, known.on, known.facts):
        held = one.verdict
        told = [*map(amount, (held.ceiling, held.used, held.room)), window(held.window).strip()]
        missing = tuple(with_names(each, known.names) for each in held.missing)
        found.append((regime_label(one.regime), told, missing))
    return found


def _link_words(one: CompanyLink, names: Mapping[str, str]) -> str:
    """« Holding (SIREN …) détient la majorité des droits de vote de Verrerie (SIREN …) »; `names`:
    those that are known, beside the link's own."""
    kind = regimes().kinds.get(one.kind)
    says = kind.says if kind else one.kind
    holder, held = (
        company_label(one.holder, one.holder_name or names.get(one.holder, "")),
        company_label(one.held, one.held_name or names.get(one.held, "")),
    )
    return contracted(f"{holder} {says} {held}")


@require_GET
def form_paper(request: ActorRequest, siren: str, written: str) -> HttpResponse:
    """The form that the company fills in, with what is known today."""
    code = siren_or_404(request, siren)
    if written not in KINDS:
        raise Http404(_("Ce format n’existe pas."))
    known = known_of(code, on=timezone.localdate())
    paper = declaration_paper(known, is_invented=_is_invented(known))
    return response(paper, kind=written, filename=f"declaration-aides-{code}")


@fill_in
def edit(request: ActorRequest, siren: str) -> HttpResponse:
    """Say what is known of a company."""
    code = siren_or_404(request, siren, "stateaid.describe_company")
    held = Undertaking.objects.filter(siren=code).first()
    initial = {"source": ""}
    if held is not None:
        initial = {
            "name": held.name,
            "size": held.size,
            "year_end": typed_closing(held.year_end),
            "road_freight": as_three(held.road_freight),
            "source": held.source,
        }
    revision = request.POST.get("revision", "")

    def act(told: dict[str, Any]) -> str:
        describe_company(
            by=request.actor,
            now=timezone.now(),
            siren=code,
            changes=told,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
        )
        return link(request, "aid_company", code)

    return _page(
        request,
        code,
        CompanyForm(request.POST or None, initial=initial),
        act,
        title=_("Décrire une entreprise"),
        kept={"revision": str(held.revision if held else 0)},
    )


@fill_in
def add(request: ActorRequest, siren: str) -> HttpResponse:
    """Say that a company controls it, or that it controls another."""
    code = siren_or_404(request, siren, "stateaid.add_link")
    name = companies_of([code])[code].name

    def act(told: dict[str, Any]) -> str:
        ours, other = (code, name), (told["other"], told["other_name"])
        holder, held = (ours, other) if told["side"] == HOLDS else (other, ours)
        equity = (told["holder_equity"], told["held_equity"])
        made = LinkTold(
            holder=holder[0],
            holder_name=holder[1],
            held=held[0],
            held_name=held[1],
            kind=told["kind"],
            since=told["since"],
            until=told["until"],
            source=told["source"],
            equity=None if equity[0] is None else equity,
        )
        add_link(by=request.actor, now=timezone.now(), told=made)
        return link(request, "aid_company", code)

    title = _("Ajouter un lien entre entreprises")
    return _page(request, code, LinkForm(request.POST or None), act, title=title)


def _page(
    request: ActorRequest,
    siren: str,
    form: Any,  # noqa: ANN401 one of the forms
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    **page: Any,  # noqa: ANN401 what the template reads
) -> HttpResponse:
    """A form about a company."""
    name = companies_of([siren])[siren].name
    return form_page(
        request,
        form,
        act,
        title=title,
        submit=_("Enregistrer"),
        above=company_step(request, siren, name),
        facts=[(_("Entreprise"), company_label(siren, name))],
        **page,
    )


def _link_or_404(request: ActorRequest, reference: str, action: str) -> CompanyLink:
    """A link that stands, if one may do `action` to it."""
    found = CompanyLink.objects.filter(reference=reference, withdrawn_at=None).first()
    if found is None or not may(request.actor, action, company_where(found.holder, found.held)):
        raise Http404(_("Ce lien n’existe pas, ou il a été retiré."))
    return found


def _side(request: ActorRequest, held: CompanyLink) -> str:
    """The end of a link from which one comes: the first that one may read."""
    asked = request.GET.get("depuis", "")
    return asked if asked in {held.holder, held.held} else held.held


@fill_in
def end(request: ActorRequest, reference: str) -> HttpResponse:
    """Say on which day a link was last in force."""
    held = _link_or_404(request, reference, "stateaid.end_link")
    siren = _side(request, held)

    def act(told: dict[str, Any]) -> str:
        end_link(
            by=request.actor,
            now=timezone.now(),
            link=held,
            until=told["until"],
            reason=told["reason"],
        )
        return link(request, "aid_company", siren)

    return _link_page(
        request, held, siren, EndLinkForm(request.POST or None), act, _("Mettre fin à un lien")
    )


@fill_in
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    """Say that a link was told by mistake."""
    held = _link_or_404(request, reference, "stateaid.withdraw_link")
    siren = _side(request, held)

    def act(told: dict[str, Any]) -> str:
        withdraw_link(by=request.actor, now=timezone.now(), link=held, reason=told["reason"])
        return link(request, "aid_company", siren)

    return _link_page(
        request,
        held,
        siren,
        ReasonForm(request.POST or None),
        act,
        _("Retirer un lien saisi par erreur"),
    )


def _link_page(
    request: ActorRequest,
    held: CompanyLink,
    siren: str,
    form: Any,  # noqa: ANN401 one of the forms
    act: Callable[[dict[str, Any]], str],
    title: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        title=title,
        submit=_("Enregistrer"),
        above=company_step(request, siren),
        facts=[(_("Lien"), _link_words(held, {})), (_("Depuis le"), french_date(held.since))],
    )


@require_GET
def declared_file(request: ActorRequest, reference: str) -> HttpResponse:
    """A declaration as it was received."""
    found = Declaration.objects.select_related("file").filter(reference=reference).first()
    if found is None or found.file is None or not reads_company(request.actor, found.siren):
        raise Http404(_("Ce document n’existe pas."))
    return file_response(found.file)
