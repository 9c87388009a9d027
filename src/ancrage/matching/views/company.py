"""« Que peut obtenir mon entreprise ? »: asked in the address, answered, kept nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancrage.catalogue.queries import basket_at, vocabulary
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.facts import Facts
from ancrage.geography.models import Commune
from ancrage.matching.definitions import parameters
from ancrage.matching.forms import CompanyForm
from ancrage.matching.queries.answers import answers_for_company
from ancrage.matching.queries.companies import Located, communes_named, locate
from ancrage.matching.queries.diagnosis import diagnosis_of
from ancrage.matching.shown import shown_needs
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

MAIN = ("size", "sector", "seat_in_france", "in_difficulty")
"""The facts that are asked of every company."""
GIVEN = frozenset({"applicant", "in_territory", "region", "day"})
"""The facts that the page knows by itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the commune that was typed tells: one place, several to choose from, or a fault."""

    located: Located | None = None
    choices: list[tuple[Commune, str]] = field(default_factory=list)
    fault: str = ""


@require_safe
def company_needs(request: ActorRequest) -> HttpResponse:
    """The form, and the answers as soon as something is told."""
    day, words = request.as_at.date, vocabulary()
    basket = basket_at(day)
    form = CompanyForm(
        request.GET if _is_asked(request) else None,
        basket=basket,
        facts=words,
        main=MAIN,
        more=_more(basket),
    )
    is_told = form.is_bound and form.is_valid()
    place = _place(request, form.cleaned_data["commune"]) if is_told else Place()
    context = {
        "form": form,
        "place": place,
        "parameters": parameters(day),
        "needs": _answers(request, form, basket, place.located) if is_told else [],
        "is_detailed": any(code in request.GET for code in form.more if request.GET.get(code)),
        "breadcrumb": [(_("Que peut obtenir mon entreprise ?"), "")],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "matching/company.html", context, status=status)


def _is_asked(request: ActorRequest) -> bool:
    return bool(request.GET.keys() - {"date"})


def _more(basket: Basket) -> list[str]:
    """The other facts that the basket's measures ask of a company, in the vocabulary's order."""
    open_ones = (m for m in basket.measures.values() if not m.open_to or "company" in m.open_to)
    asked = {code for m in open_ones for c in m.criteria for code in c.facts}
    asked |= {
        code
        for m in basket.measures.values()
        for a in m.own_amounts
        for c in a.criteria
        for code in c.facts
    }
    return [code for code in vocabulary() if code in asked - GIVEN and code not in MAIN]


def _place(request: ActorRequest, text: str) -> Place:
    if not text.strip():
        return Place()
    found = communes_named(text)
    if not found:
        return Place(
            fault=_("Aucune commune ne répond à « %s » : vérifiez le nom ou le code.") % text[:60]
        )
    if len(found) > 1:
        return Place(choices=list(_choices(request, found)))
    return Place(locate(found[0], day=request.as_at.date))


def _choices(request: ActorRequest, found: list[Commune]) -> Iterator[tuple[Commune, str]]:
    """Each commune that fits, with the address of this page for it."""
    for commune in found:
        told = {name: request.GET.getlist(name) for name in request.GET if name != "date"}
        yield commune, link(request, "company_needs", **(told | {"commune": commune.code}))


def _answers(
    request: ActorRequest, form: CompanyForm, basket: Basket, located: Located | None
) -> list[object]:
    day = request.as_at.date
    facts: Facts = {**form.known(), **_known_place(located), "day": day}
    territory = located.territory if located else None
    answers = answers_for_company(
        basket,
        facts=facts,
        needs=tuple(form.cleaned_data["besoin"]),
        diagnosis=diagnosis_of(territory, actor=request.actor, day=day) if territory else None,
        day=day,
    )
    return list(shown_needs(request, answers, basket, {}))


def _known_place(located: Located | None) -> Facts:
    if located is None:
        return {}
    return {"region": located.commune.region_id, "in_territory": located.in_territory}
