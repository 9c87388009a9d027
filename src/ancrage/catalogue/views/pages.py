"""The public pages: the basket by need, a measure, the search, the files."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.catalogue.facts_form import FactsForm, facts_of, initial_facts, told_in
from ancrage.catalogue.files import KINDS
from ancrage.catalogue.queries import basket, basket_at, versions
from ancrage.catalogue.queries.drafts import owner_where, wordings
from ancrage.catalogue.queries.owners import owner_names
from ancrage.catalogue.queries.searching import search_in
from ancrage.catalogue.rules.basket import NATION, Basket, Measure
from ancrage.catalogue.rules.eligibility import Outcome, Verdict
from ancrage.catalogue.rules.words import amount_words, means_words, operator_name
from ancrage.catalogue.views.common import certainty_badge, doors, own_scopes, trail
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest

EXAMPLES = ("recruter un apprenti", "terrain pour une usine", "étude de stratégie")


@dataclass(frozen=True, slots=True)
class Card:
    """A measure as the basket shows it."""

    measure: Measure
    operator: str
    means: str
    amounts: list[str]
    owner: str
    is_open: bool
    has_service: bool


def index(request: ActorRequest) -> HttpResponse:
    """The basket in force, by need; or what a search finds in it, and why."""
    held, text = basket_at(request.as_at.date), _asked(request)
    names = owner_names(held, held.measures.values())
    context = {
        "basket": held,
        "needs": [
            (need, [_card(request, m, held, names) for m in held.for_need(code)])
            for code, need in held.needs.items()
        ],
        "unplaced": held.unplaced,
        "announced": _announced(held),
        "text": text,
        "hits": [(hit, _card(request, hit.measure, held, names)) for hit in search_in(held, text)],
        "examples": EXAMPLES,
        "services": doors(request),
        "files": [(name, kind.label) for name, kind in KINDS.items()],
        "may_add": bool(own_scopes(request.actor)),
        "may_start": may(request.actor, "catalogue.start"),
        "breadcrumb": [(_("Panier de services"), "")],
    }
    return render(request, "catalogue/basket.html", context)


def measure(request: ActorRequest, code: str) -> HttpResponse:
    """All that is said of a measure, sure or not, and « Puis-je l’avoir ? »."""
    day = request.as_at.date
    held, found = _find(code, basket_at(day))
    names = owner_names(held, [found])
    facts = facts_of(found)
    is_judged = told_in(request.GET, facts)
    data = request.GET if is_judged else None
    form = FactsForm(facts, data, initial=initial_facts(facts, day=day))
    verdict = found.judge(form.facts()) if is_judged and form.is_valid() else None
    context = {
        "measure": found,
        "basket": held,
        "is_in_force": code in basket_at(day).measures,
        "certainty": certainty_badge(found.certainty),
        "means": means_words(found),
        "operator": operator_name(found, held) or names.get(found.owner, ""),
        "needs": [held.needs[need] for need in found.needs],
        "owner": names.get(found.owner, ""),
        "amounts": [(a, amount_words(a), a.in_force(day)) for a in found.amounts],
        "sources": [held.sources[s] for s in found.sources if s in held.sources],
        "is_open": found.is_open(day),
        "form": form if facts else None,
        "verdict": verdict,
        "findings": _findings(verdict) if verdict else [],
        "granted": _granted(found, form, day) if verdict else [],
        "services": doors(request, code),
        "versions": [v for v in versions() if code in v.measures],
        "wordings": wordings(code) if found.owner != NATION else [],
        "may_write": found.owner != NATION
        and may(request.actor, "catalogue.amend_measure", owner_where(found.owner)),
        "breadcrumb": trail(request, (found.title, "")),
    }
    return render(request, "catalogue/measure.html", context)


@require_GET
def export(request: ActorRequest, name: str) -> HttpResponse:
    """The basket as a file: the one in force on the day of the page, or the version asked for."""
    if name not in KINDS:
        raise Http404(_("Ce fichier n’existe pas."))
    asked = request.GET.get("version", "")
    held = basket(asked) if asked else basket_at(request.as_at.date)
    if held is None:
        raise Http404(_("Aucune version du panier ne porte ce code."))
    file = KINDS[name]
    response = HttpResponse(file.write(held), content_type=f"{file.content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.code}-{name}"'
    return response


def _asked(request: ActorRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:200]


def _card(request: ActorRequest, found: Measure, held: Basket, names: dict[str, str]) -> Card:
    day = request.as_at.date
    amounts = [amount_words(a) for a in found.own_amounts if a.in_force(day)]
    return Card(
        measure=found,
        operator=operator_name(found, held) or names.get(found.owner, ""),
        means=means_words(found),
        amounts=amounts,
        owner=names.get(found.owner, ""),
        is_open=found.is_open(day),
        has_service=bool(doors(request, found.code)),
    )


def _announced(held: Basket) -> list[tuple[int, list[object]]]:
    return [(count, [held.sources[s] for s in codes]) for count, codes in held.counts.items()]


def _find(code: str, now: Basket) -> tuple[Basket, Measure]:
    """The measure in the basket of the day, else in the last version that has it."""
    for held in (now, *reversed(versions())):
        if code in held.measures:
            return held, held.measures[code]
    told = wordings(code)
    if told:
        held = basket_at(told[-1].since)
        return held, held.measures[code]
    raise Http404(_("Aucune mesure du panier ne porte ce code."))


def _findings(verdict: Verdict) -> list[tuple[str, list[object]]]:
    """The findings, the refusals first, then what is to be told, then what holds."""
    titles = {
        Outcome.NO: _("Ce qui manque"),
        Outcome.UNKNOWN: _("À préciser"),
        Outcome.YES: _("Rempli"),
    }
    return [(title, list(verdict.of(outcome))) for outcome, title in titles.items()]


def _granted(found: Measure, form: FactsForm, day: dt.date) -> list[str]:
    """The amounts that the facts open, on the day that they tell or the page's."""
    facts = form.facts()
    told = facts.get("day")
    on = told if isinstance(told, dt.date) else day
    return [amount_words(amount) for amount in found.amounts_for(facts, day=on)]
