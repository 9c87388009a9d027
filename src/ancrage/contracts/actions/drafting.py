"""Preparing an act: begun from the roadmap, written, checked, taken up again, given up."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.notices import follow_act
from ancrage.contracts.actions.parts import (
    ActRefusedError,
    as_draft,
    is_invented,
    locked_act,
    move,
    open_contract,
    record_act,
    today,
)
from ancrage.contracts.definitions import blocks_at, workflow
from ancrage.contracts.models import AMENDMENT, CONTRACT, ENDED, RANKS, SIGNED, Act, Contract
from ancrage.contracts.papers import act_pdf, digest
from ancrage.contracts.queries.contents import last_signed, sheets_of
from ancrage.contracts.rules.choices import UnfitChoiceError, check_dates, read_choice
from ancrage.contracts.rules.content import document
from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.models import Roadmap

PREPARED = frozenset({"check", "rework", "drop", "resume"})
"""The steps of the workflow that `prepare_act` makes."""
KEPT = ("ends_on", "commitments", "follow_up", "signing_order")
"""What an amendment takes from the act that it changes, to be written over."""


UNCHECKED: Mapping[str, Any] = {
    "content": {},
    "digest": "",
    "checked_at": None,
    "decided_on": None,
    "decision": "",
}
"""What an act holds while it is being written: nothing of what was checked before."""


@command("contracts.draft")
def draft_act(*, by: Actor, now: dt.datetime, scope: str, kind: str) -> Act:
    """Begin the next act of a territory's contract, which is opened if it was not.

    ActRefusedError: another is in progress, or this kind does not come next.
    """
    is_made_up = is_invented(by.reference) or _is_demonstration(scope)
    contract = open_contract(scope=scope, is_demonstration=is_made_up, now=now)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    allow(contract_where(contract))
    rank = next_rank(contract, kind)
    amended = last_signed(contract) if kind == AMENDMENT else None
    former = amended.choices if amended else {}
    told = {
        **UNCHECKED,
        "kind": kind,
        "state": "draft",
        "reason": "",
        "drafted_by": by.reference,
        "drafted_at": now,
        "moved_at": now,
        "choices": {code: former[code] for code in KEPT if code in former},
    }
    act, _is_new = Act.objects.update_or_create(contract=contract, rank=rank, defaults=told)
    act.contract = contract
    with_columns(act).save()
    record_act(act, _("Acte commencé"), after={"kind": kind, "state": act.state})
    return act


def next_rank(contract: Contract, kind: str) -> int:
    """The rank of the next act of a kind; a dropped one is taken up again. ActRefusedError."""
    if kind not in RANKS:
        raise ActRefusedError(_("Choisissez un protocole, un contrat ou un avenant."))
    acts = {act.rank: act for act in contract.acts.defer("content", "choices")}
    going = [act for act in acts.values() if act.state not in ENDED]
    if going:
        raise ActRefusedError(
            _("Un acte est déjà en cours : %s. Menez-le à terme, ou abandonnez-le.") % going[0].name
        )
    signed = [rank for rank, act in acts.items() if act.state == SIGNED]
    if kind == AMENDMENT:
        last: int = max(signed, default=0)
        if last < RANKS[CONTRACT]:
            raise ActRefusedError(_("Un avenant modifie un contrat signé : il n’y en a pas."))
        return last + 1
    if any(rank >= RANKS[kind] for rank in signed):
        raise ActRefusedError(_("Cet acte ne vient plus après ceux qui sont signés."))
    return RANKS[kind]


def next_kinds(contract: Contract | None) -> list[str]:
    """The kinds of act that may begin now. One query."""
    if contract is None:
        return ["protocol", "contract"]
    found = []
    for kind in RANKS:
        try:
            next_rank(contract, kind)
        except ActRefusedError:
            continue
        found.append(kind)
    return found


@command("contracts.write")
def write_act(
    *, by: Actor, now: dt.datetime, act: Act, revision: int, choices: Mapping[str, Any]
) -> Act:
    """Write fields of an act that is in preparation, as read at a revision. ActRefusedError."""
    held = locked_act(act)
    allow(contract_where(held.contract))
    if held.state != "draft":
        raise ActRefusedError(_("Son contenu est arrêté : reprenez d’abord l’écriture."))
    if revision != held.revision:
        raise ActRefusedError(
            _("Quelqu’un a changé cet acte pendant que vous écriviez : relisez-le.")
        )
    made = {**held.choices, **_read(held, choices, today(now))}
    made = {code: value for code, value in made.items() if value not in ("", [])}
    changed = sorted(
        code for code in {*made, *held.choices} if made.get(code) != held.choices.get(code)
    )
    if not changed:
        unchanged()
        return held
    before = {code: held.choices.get(code) for code in changed}
    held.choices, held.revision = made, held.revision + 1
    with_columns(held).save()
    record_act(
        held, _("Acte écrit"), before=before, after={code: made.get(code) for code in changed}
    )
    return held


def _read(act: Act, told: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    fields = blocks_at(day).fields(act.kind)
    if unknown := sorted(set(told) - set(fields)):
        raise ActRefusedError(_("Cet acte n’a pas ces champs : %s.") % ", ".join(unknown))
    try:
        made = {code: read_choice(fields[code], value) for code, value in told.items()}
        check_dates({**act.choices, **made})
    except UnfitChoiceError as fault:
        raise ActRefusedError(str(fault)) from fault
    chosen = [code for code in made.get("sheets", []) if isinstance(code, str)]
    known = {one.code for one in sheets_of(act.contract.scope)} if chosen else set()
    if strangers := [code for code in chosen if code not in known]:
        raise ActRefusedError(_("Ces fiches ne sont pas à choisir : %s.") % ", ".join(strangers))
    return made


@command("contracts.prepare")
def prepare_act(*, by: Actor, now: dt.datetime, act: Act, verb: str, reason: str = "") -> Act:
    """Make one of the steps PREPARED. StepRefusedError, ActRefusedError."""
    held = locked_act(act)
    allow(contract_where(held.contract))
    draft = as_draft(held, now=now)
    if verb == "resume" and next_rank(held.contract, held.kind) != held.rank:
        raise ActRefusedError(_("Un autre acte a pris sa suite."))
    move(held, verb, facts=draft.facts(), now=now, reason=reason)
    if verb == "check":
        held.content, held.checked_at = document(draft.content), now
        held.digest = digest(act_pdf(draft.content, draft.change))
    else:
        unchecked(held)
    held.save()
    follow_act(act=held, now=now)
    label = workflow().steps[verb].label
    record_act(
        held,
        _("Acte, « %s »") % label,
        after={"state": held.state, "digest": held.digest},
        details={"reason": reason} if reason else {},
    )
    return held


def unchecked(act: Act) -> Act:
    """The act as it is written again: what was checked and decided of it no longer holds."""
    for name, value in UNCHECKED.items():
        setattr(act, name, value)
    return act


def with_columns(act: Act) -> Act:
    """The act with the columns made from what is written."""
    for name in ("starts_on", "ends_on"):
        told = act.choices.get(name)
        setattr(act, name, dt.date.fromisoformat(told) if told else None)
    return act


def _is_demonstration(scope: str) -> bool:
    return Roadmap.objects.filter(scope=scope, is_demonstration=True).exists()
