"""What several commands do as a part of themselves."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.contracts.definitions import workflow
from ancrage.contracts.models import OURS, Act, Contract, ContractCounter
from ancrage.contracts.queries.contents import Draft, draft_of
from ancrage.contracts.queries.lands import find_land
from ancrage.contracts.rules.guards import Facts
from ancrage.journal.command import record, unjournalled
from ancrage.kernel.bars import to_bars
from ancrage.people.actions.numbering import take_numbers
from ancrage.people.models import Person

PART = "une partie de la commande, qui en laisse la trace"
KIND = "contract_act"


class ActRefusedError(ValueError):
    """What cannot be done with an act; the message is one French sentence."""


def locked_act(act: Act) -> Act:
    """The act as it is now, kept from other changes, as all of its contract is."""
    Contract.objects.select_for_update().get(pk=act.contract_id)
    return Act.objects.select_for_update(of=("self",)).select_related("contract").get(pk=act.pk)


def as_draft(act: Act, *, now: dt.datetime) -> Draft:
    """The act with what it is made from. ActRefusedError when its territory is on no list."""
    found = draft_of(act, day=localdate(now))
    if found is None:
        raise ActRefusedError(_("Ce territoire n’est plus sur aucune liste du programme."))
    return found


@unjournalled(PART)
def take_code(*, year: int) -> str:
    """The next public code of a year: « C-2026-0012 »."""
    (number,) = take_numbers(counter=ContractCounter, year=year)
    return f"C-{year}-{number:04d}"


@unjournalled(PART)
def open_contract(
    *, scope: str, origin: str = OURS, is_demonstration: bool, now: dt.datetime
) -> Contract:
    """The contract of a territory, opened if it was not. ActRefusedError when it is none."""
    held = Contract.objects.filter(scope=scope).first()
    if held is not None:
        return held
    land = find_land(scope)
    if land is None:
        raise ActRefusedError(_("Aucun territoire du programme ne porte ce code."))
    return Contract.objects.get_or_create(
        scope=scope,
        defaults={
            "code": take_code(year=localdate(now).year),
            "programme": scope.partition(":")[0],
            "territory_name": land.name,
            "regions": to_bars(land.regions),
            "origin": origin,
            "opened_at": now,
            "is_demonstration": is_demonstration,
        },
    )[0]


def move(act: Act, verb: str, *, facts: Facts, now: dt.datetime, reason: str = "") -> None:
    """Bring an act to the state that follows a step; it is not saved here. StepRefusedError."""
    act.state = workflow().after(verb, state=act.state, facts=facts, reason=reason)
    act.reason, act.moved_at = reason.strip(), now
    act.revision += 1


def is_invented(reference: str) -> bool:
    """Whether a person is made up: so is what he writes."""
    return Person.objects.filter(reference=reference, is_demonstration=True).exists()


def record_act(act: Act, says: str, **told: Any) -> None:  # noqa: ANN401 as `record`
    """An entry on an act."""
    record(
        kind=KIND,
        reference=act_reference(act),
        label=act_reference(act),
        says=f"{says} : {act_reference(act)}",
        **told,
    )


def act_reference(act: Act) -> str:
    """« C-2026-0012/3 »: what names an act in the journal and on agendas."""
    return f"{act.contract.code}/{act.rank}"


def today(now: dt.datetime) -> dt.date:
    """The day in France of a moment."""
    return localdate(now)
