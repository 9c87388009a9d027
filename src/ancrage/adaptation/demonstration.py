"""The made-up amendments of the demonstration: one in every state, some accepted long ago."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from ancrage.adaptation import actions
from ancrage.adaptation.actions.opening import day_of
from ancrage.adaptation.lists import HeldList, codes_used, moves_of, stages
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.rules.choosing import Asked, Chooser
from ancrage.adaptation.rules.guards import Sitting
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.people.models import RoleHolding
from ancrage.people.queries import actor_named
from ancrage.selection.engine.amending import Move
from ancrage.selection.queries.country import loaded_country

PRESENT = 11
MOST_PEOPLE = 300_000


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    text = (files("ancrage.adaptation") / "data" / "demonstration.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


@transaction.atomic
def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Live every step of the data file in the order of its day, once."""
    if Amendment.objects.filter(is_demonstration=True).exists():
        return
    steps = [
        (days, rank, verb)
        for rank, told in enumerate(_told()["amendments"])
        for verb, days in told["days"].items()
    ]
    made: dict[int, Amendment] = {}
    for days, rank, verb in sorted(steps, key=lambda step: -step[0]):
        told = _told()["amendments"][rank]
        at = now - dt.timedelta(days=days)
        if verb == "propose":
            proposed = _propose(told, perimeter, at)
            if proposed is not None:
                made[rank] = proposed
        elif rank in made and made[rank].moves:
            _step(made[rank], told, verb, at)


def _person(email: str, at: dt.datetime) -> Actor | None:
    return actor_named(email, on=day_of(at))


def _propose(told: dict[str, Any], perimeter: str, at: dt.datetime) -> Amendment | None:
    """A draft with its moves; None when the list of this machine has no place for them."""
    by = _person(_told()["people"][told["region"]]["region"], at)
    if by is None:
        return None
    made = actions.propose_amendment(
        by=by,
        now=at,
        programme=perimeter,
        region=told["region"],
        title=told["title"],
        reason=told["reason"],
        is_demonstration=True,
    )
    for wanted in told["moves"]:
        move = _move(made, wanted)
        if move is not None:
            made = actions.add_move(by=by, now=at, code=made.code, move=move)
    return made


def _move(amendment: Amendment, wanted: dict[str, Any]) -> Move | None:
    """The move of a kind on the territory of a rank, as somebody would choose it."""
    chooser = _chooser(amendment, Asked(kind=wanted["kind"], name=wanted.get("name", "")))
    if wanted["kind"] == "add_territory":
        return _with(chooser, members=_free(chooser)).move()
    held = _kept(chooser)
    if wanted["rank"] >= len(held):
        return None
    chooser = _with(chooser, territory=held[wanted["rank"]])
    return MADE[wanted["kind"]](chooser, wanted.get("pick", 0)).move()


@dataclass(frozen=True, slots=True)
class _Pick:
    """How a member or another territory is picked for a kind of move."""

    choose: Callable[[Chooser, int], dict[str, Any]]

    def __call__(self, chooser: Chooser, rank: int) -> Chooser:
        return _with(chooser, **self.choose(chooser, rank))


MADE = {
    "add_member": _Pick(lambda c, rank: {"members": _small_enough(c)[rank:][:1]}),
    "remove_member": _Pick(lambda c, _: {"members": _last(c)}),
    "split": _Pick(lambda c, _: {"members": _last(c)}),
    "merge": _Pick(lambda c, _: {"other": c.mergeable[0].code if c.mergeable else ""}),
    "rename": _Pick(lambda _, __: {}),
}


def _small_enough(chooser: Chooser) -> tuple[str, ...]:
    """The free neighbours that leave the territory a plausible size, largest first.

    When none does, all of them, smallest first.
    """
    held = chooser.territory.members if chooser.territory else ()
    people = {unit.siren: unit.population or 0 for unit in chooser.country.units}
    room = MOST_PEOPLE - sum(people.get(siren, 0) for siren in held)
    free = [place.unit.siren for place in chooser.neighbours if place.holder is None]
    fitting = [siren for siren in free if people[siren] <= room]
    return tuple(fitting or sorted(free, key=lambda siren: people[siren]))


def _last(chooser: Chooser) -> tuple[str, ...]:
    """The member with the fewest industrial jobs, when others stay."""
    held = chooser.territory.members if chooser.territory else ()
    return held[-1:] if len(held) > 1 else ()


def _free(chooser: Chooser) -> tuple[str, ...]:
    """The region's most industrial intercommunalité that is in no territory."""
    taken = {siren for territory in chooser.territories for siren in territory.members}
    free = [
        unit
        for unit in chooser.country.units
        if unit.region == chooser.region and unit.siren not in taken and unit.jobs_known
    ]
    best = max(free, key=lambda unit: unit.industrial_jobs or 0, default=None)
    return (best.siren,) if best else ()


def _kept(chooser: Chooser) -> list[str]:
    """The region's own territories by code, those of the demonstration's tandems left out."""
    scopes = RoleHolding.objects.filter(scope_kind=ScopeKind.TERRITORY.value)
    tandems = {code.partition(":")[2] for code in scopes.values_list("scope_code", flat=True)}
    return sorted(
        t.code for t in chooser.reachable if t.region == chooser.region and t.code not in tandems
    )


def _chooser(amendment: Amendment, asked: Asked) -> Chooser:
    country = loaded_country()
    held = stages(country, HeldList(amendment.base).territories, moves_of(amendment.moves))
    used = frozenset(codes_used(amendment.programme_id))
    return Chooser(country, held[-1], amendment.region_id, used, asked)


def _with(chooser: Chooser, **changes: Any) -> Chooser:  # noqa: ANN401 the fields of Asked
    asked = Asked(
        **{field: getattr(chooser.asked, field) for field in ("kind", "territory", "name")}
        | changes
    )
    return Chooser(chooser.country, chooser.territories, chooser.region, chooser.used, asked)


def _step(amendment: Amendment, told: dict[str, Any], verb: str, at: dt.datetime) -> None:
    people = _told()["people"]
    emails = {
        "submit": people[told["region"]]["region"],
        "withdraw": people[told["region"]]["region"],
        "approve": people[told["region"]]["committee"],
        "reject": people[told["region"]]["committee"],
    }
    by = _person(emails.get(verb, people["nation"]), at)
    if by is None:
        return
    common: dict[str, Any] = {"by": by, "now": at, "code": amendment.code}
    common["words"] = told["words"].get(verb, "")
    if verb in {"approve", "reject"}:
        body = _told()["committees"][told["region"]]
        sitting = Sitting(body, day_of(at), PRESENT, ("Présente Une", "Présent Deux"))
        actions.decide_amendment(**common, favourable=verb == "approve", sitting=sitting)
    elif verb == "accept":
        actions.accept_amendment(**common, valid_from=day_of(at))
    else:
        STEPS[verb](**common)


STEPS: dict[str, Callable[..., Amendment]] = {
    "submit": actions.submit_amendment,
    "withdraw": actions.withdraw_amendment,
    "refuse": actions.refuse_amendment,
    "send_back": actions.send_back_amendment,
}
