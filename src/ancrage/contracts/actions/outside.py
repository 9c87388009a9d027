"""Entering a contract born outside: what was signed on paper, with its scan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.drafting import next_rank, with_columns
from ancrage.contracts.actions.parts import (
    ActRefusedError,
    as_draft,
    is_invented,
    locked_act,
    open_contract,
    record_act,
    today,
)
from ancrage.contracts.models import OUTSIDE, PROTOCOL, SIGNED, Act, Contract
from ancrage.contracts.queries.contents import sheets_of
from ancrage.contracts.rules.content import RULE, document
from ancrage.files.actions import store_file
from ancrage.journal.command import allow, command
from ancrage.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Outside:
    """What is told of an act that was signed elsewhere. `sheets`: codes of validated sheets that
    were in it; days that nobody told are None."""

    kind: str
    signed_on: dt.date
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    sheets: Sequence[str] = ()


@command("contracts.enter")
def enter_outside(
    *, by: Actor, now: dt.datetime, scope: str, told: Outside, name: str, content: bytes
) -> Act:
    """Enter an act that was signed outside, with its scan; amendments may then follow it here.

    ActRefusedError, FileRefusedError.
    """
    contract = open_contract(
        scope=scope, origin=OUTSIDE, is_demonstration=is_invented(by.reference), now=now
    )
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    allow(contract_where(contract))
    _check(contract, told, today(now))
    rank = next_rank(contract, told.kind)
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    days = {"starts_on": told.starts_on, "ends_on": told.ends_on}
    choices: dict[str, object] = {code: day.isoformat() for code, day in days.items() if day}
    if told.kind != PROTOCOL:
        choices["sheets"] = sorted(set(told.sheets))
    kept = {
        "kind": told.kind,
        "is_outside": True,
        "state": SIGNED,
        "document": file,
        "drafted_by": by.reference,
        "drafted_at": now,
        "moved_at": now,
        "signed_on": told.signed_on,
        "choices": choices,
    }
    act, _is_new = Act.objects.update_or_create(contract=contract, rank=rank, defaults=kept)
    held = with_columns(locked_act(act))
    held.content = _content(held, now)
    held.save()
    record_act(
        held,
        _("Acte né hors de l’outil, versé avec son scan"),
        after={"signed_on": held.signed_on, "file": file.sha256, "sheets": list(told.sheets)},
    )
    return held


def _check(contract: Contract, told: Outside, day: dt.date) -> None:
    if told.signed_on > day:
        raise ActRefusedError(_("Un acte signé l’est déjà : sa date ne peut pas être à venir."))
    if told.starts_on and told.ends_on and told.ends_on < told.starts_on:
        raise ActRefusedError(_("La fin ne peut pas venir avant le début."))
    if contract.acts.filter(state=SIGNED, signed_on__gt=told.signed_on).exists():
        raise ActRefusedError(_("Un acte du même contrat a été signé après : vérifiez la date."))
    known = {one.code for one in sheets_of(contract.scope) if one.version}
    if strangers := sorted(set(told.sheets) - known):
        raise ActRefusedError(_("Ces fiches ne sont pas validées : %s.") % ", ".join(strangers))


def _content(act: Act, now: dt.datetime) -> dict[str, object]:
    """What a machine may know of the act: its days and its sheets; not its parties."""
    made = as_draft(act, now=now).content
    if not act.choices.get("sheets"):
        made = replace(made, sheets=(), money=(), obligations=())
    own = tuple(one for one in made.obligations if not one.key.startswith(RULE))
    return document(replace(made, parties=(), obligations=own))
