"""Made-up content: referents and where they answer, what tandems say, what Regions ask for."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.catalogue.queries import basket_at
from ancrage.geography.models import Territory
from ancrage.geography.queries import find_territory
from ancrage.kernel.rights import Scope, ScopeKind, host
from ancrage.kernel.text import typeset
from ancrage.matching.actions.adjustments import Wish, answer_adjustment, ask_adjustment
from ancrage.matching.actions.coverage import Area, designate, end_designation
from ancrage.matching.actions.needs import Statement, Words, declare_need, seed_first_words
from ancrage.matching.models import AdjustmentRequest, Designation, NeedStatement
from ancrage.matching.queries.diagnosis import atlas_of, beside_of, figures_say
from ancrage.matching.queries.needs import Beside, last_revision
from ancrage.matching.queries.places import Held, territories_at
from ancrage.matching.rules.coverage import Level
from ancrage.people.actions.accounts import add_organisation, open_account
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.demonstration import territory_holding
from ancrage.people.models import Person
from ancrage.people.queries import actor_named

SINCE = dt.date(2019, 3, 5)
DOMAIN = "@demo.example"


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add what is not there yet, on the programme's list."""
    held = [one for one in territories_at(localdate(now)) if one.scope.startswith(f"{perimeter}:")]
    if not held:
        return
    with transaction.atomic():
        if not Designation.objects.filter(is_demonstration=True).exists():
            _designations(now, held)
        if not NeedStatement.objects.filter(is_demonstration=True).exists():
            _needs(now, held, perimeter)
        if not AdjustmentRequest.objects.filter(is_demonstration=True).exists():
            _adjustments(now)


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    text = (files("ancrage.matching") / "data" / "demonstration.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def _designations(now: dt.datetime, held: list[Held]) -> None:
    operators = {o.code: o.name for o in basket_at(localdate(now)).operators.values()}
    people = {}
    for told in _told()["referents"]:
        name = told["email"].removesuffix(DOMAIN)
        people[name] = (_referent(told, now, operators), told["operator"])
    made_by: dict[str, Designation] = {}
    for told in _told()["designations"]:
        person, operator = people[told["who"]]
        for area in _areas(told, held):
            until = told.get("until")
            last = localdate(now) + dt.timedelta(days=until) if until else None
            made = designate(
                by=host(),
                now=now,
                operator=operator,
                person=person,
                measures=tuple(told.get("measures", ())),
                area=area,
                term=Term(SINCE, last),
                is_demonstration=True,
            )
            made_by[told["who"]] = made
    ended = _told()["ended"]
    end_designation(
        by=host(),
        now=now,
        designation=made_by[ended["who"]],
        last_day=localdate(now) - dt.timedelta(days=1),
        reason=typeset(ended["reason"]),
    )


def _referent(told: Mapping[str, Any], now: dt.datetime, operators: Mapping[str, str]) -> Person:
    """Somebody who holds the role for an operator; a persona has it already."""
    if "name" not in told:
        return Person.objects.get(email=told["email"])
    given, family = told["name"]
    code = told["operator"]
    organisation = add_organisation(
        by=host(),
        now=now,
        kind="operator",
        code=code,
        name=f"{operators[code]} (démonstration)",
        is_demonstration=True,
    )
    person = open_account(
        by=host(),
        now=now,
        email=told["email"],
        given_name=given,
        family_name=family,
        is_demonstration=True,
    )
    ended = told.get("ended")
    until = localdate(now) - dt.timedelta(days=ended) if ended else None
    if not person.holdings.exists():
        grant_role(
            by=host(),
            now=now,
            person=person,
            role="referent",
            scope=Scope(ScopeKind.OPERATOR, code),
            organisation=organisation,
            term=Term(SINCE, until),
        )
    return person


def _areas(told: Mapping[str, Any], held: list[Held]) -> Iterator[Area]:
    """Where a designation of the data file holds, on the list at hand."""
    if "region_territories" in told:
        there = [one.scope for one in held if one.region == told["region_territories"]]
        places = tuple(there[: told["territories"]])
        if places:
            yield Area(Level.TERRITORY, places)
    elif "regions" in told:
        yield Area(Level.REGION, tuple(told["regions"]))
    else:
        yield Area()


def _needs(now: dt.datetime, held: list[Held], perimeter: str) -> None:
    """The complete valley, then others in turn, in the order of the list."""
    told, words, day = _told(), _told()["words"], localdate(now)
    scope = territory_holding(told["complete"]["like"], perimeter)
    atlas, basket = atlas_of(_territory(held[0])), basket_at(day)

    @cache
    def parts(code: str) -> dict[str, Beside]:
        found = figures_say(atlas, code, basket=basket, day=day)
        return {part.need.code: beside_of(part) for part in found}

    def beside(place: Held, need: str) -> Beside:
        return parts(place.code)[need]

    for here in (one for one in held if one.scope == scope):
        _valley(here, now, beside)
    others = [one for one in held if one.scope != scope]
    step = max(len(others) // told["territories"], 1)
    seed_first_words(
        by=host(),
        now=now,
        said=[
            Statement(
                territory=place.scope,
                need=need,
                declared_at=now - dt.timedelta(days=20 + rank),
                words=_words(line | {"words": words[need][line["stance"]]}),
                beside=beside(place, need),
            )
            for rank, place in enumerate(others[::step][: told["territories"]])
            for need, line in told["turns"][rank % len(told["turns"])].items()
        ],
    )


def _valley(here: Held, now: dt.datetime, beside: Callable[[Held, str], Beside]) -> None:
    """What the tandem of the demonstration said, one after the other."""
    for told in _told()["complete"]["said"]:
        moment = now - dt.timedelta(days=told["days"])
        declare_need(
            by=actor_named(told["by"], on=localdate(moment)) or host(),
            now=moment,
            territory=here.scope,
            need=told["need"],
            revision=last_revision(here.scope, told["need"]),
            words=_words(told),
            beside=beside(here, told["need"]),
            is_demonstration=True,
        )


def _words(told: Mapping[str, Any]) -> Words:
    return Words(told["level"], told["stance"], typeset(told["words"]), told.get("private", False))


def _territory(place: Held) -> Territory:
    found = find_territory(version=place.version, code=place.code)
    if found is None:
        raise LookupError(place.scope)
    return found


def _adjustments(now: dt.datetime) -> None:
    for rank, told in enumerate(_told()["adjustments"], 1):
        moment = now - dt.timedelta(days=9 * rank)
        by = actor_named(told["by"], on=localdate(moment))
        if by is None:
            continue
        wish = Wish(told["region"], told["operator"], typeset(told["words"]))
        made = ask_adjustment(by=by, now=moment, wish=wish, is_demonstration=True)
        if "answer" in told:
            answer_adjustment(
                by=host(),
                now=now,
                adjustment=made,
                is_done=False,
                answer=typeset(told["answer"]),
            )
