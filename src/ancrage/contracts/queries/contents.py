"""An act as it would be now: its content from what the committee validated, and what it lacks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F

from ancrage.contracts.definitions import blocks_at, parties_at, preconditions_at
from ancrage.contracts.models import AMENDMENT, PROTOCOL, RANKS, SIGNED, Act, Contract, Signature
from ancrage.contracts.queries.lands import Land, find_land
from ancrage.contracts.rules.blocks import ActField, unwritten
from ancrage.contracts.rules.content import (
    RULE,
    ActContent,
    SheetPart,
    read_content,
    rule_obligations,
    sheet_money,
    sheet_obligations,
    written_obligations,
)
from ancrage.contracts.rules.differences import (
    Difference,
    dates_said,
    difference,
    money_said,
    obligations_said,
)
from ancrage.contracts.rules.guards import Facts
from ancrage.contracts.rules.parties import parties
from ancrage.contracts.rules.preconditions import (
    ACCEPTED,
    Missing,
    SheetFact,
    Situation,
    missing,
)
from ancrage.kernel.rights import Where
from ancrage.people.queries import holders
from ancrage.people.roles import role_label
from ancrage.roadmaps.definitions import state_of as sheet_state
from ancrage.roadmaps.models import ActionSheet, Roadmap, SheetVersion
from ancrage.roadmaps.rules.funding import ASKED

OFFERED = frozenset({*ACCEPTED, "submitted", "postponed"})
"""The states of sheets that may be chosen; those that are not validated are told to lack it."""


@dataclass(frozen=True)
class Held:
    """A sheet of the territory with its validated version, None before."""

    sheet: ActionSheet
    version: SheetVersion | None

    @property
    def code(self) -> str:
        return self.sheet.code

    @property
    def title(self) -> str:
        return self.version.title if self.version else self.sheet.title

    @property
    def is_usual(self) -> bool:
        """Whether it enters an act unless it is left out."""
        return self.version is not None and self.sheet.state in ACCEPTED

    @property
    def state_label(self) -> str:
        return sheet_state(self.sheet.state).label

    def fact(self) -> SheetFact:
        sheet = self.sheet
        return SheetFact(
            sheet.code, self.title, sheet.state, self.state_label, sheet.version, self._gap()
        )

    def _gap(self) -> int | None:
        held = self.version
        if held is None or held.total_cost is None:
            return None
        asked = sum(line[ASKED] or 0 for line in held.plan)
        return held.total_cost - (held.own_share or 0) - asked


def sheets_of(scope: str) -> list[Held]:
    """The sheets of a territory that may enter an act, by code. Two queries.

    A reserved one never does: what is signed is read by everybody.
    """
    rows = ActionSheet.objects.filter(
        roadmap__scope=scope, deleted_at=None, is_private=False, state__in=OFFERED
    ).order_by("code")
    held = SheetVersion.objects.filter(
        sheet__roadmap__scope=scope, number=F("sheet__version")
    ).in_bulk(field_name="pk")
    versions = {one.sheet_id: one for one in held.values()}
    return [Held(row, versions.get(row.pk)) for row in rows.defer("content", "cells")]


@dataclass(frozen=True)
class Draft:
    """An act with all that it is made from, as of a day."""

    act: Act
    contract: Contract
    land: Land
    offered: Sequence[Held]
    roadmap: Roadmap | None
    amends: Act | None
    day: dt.date

    @cached_property
    def fields(self) -> dict[str, ActField]:
        return blocks_at(self.day).fields(self.act.kind)

    @cached_property
    def sheets(self) -> list[Held]:
        """The sheets that enter the act: those chosen, else the usual ones."""
        if self.act.kind == PROTOCOL:
            return []
        chosen = self.act.choices.get("sheets")
        if not chosen:
            return [one for one in self.offered if one.is_usual]
        return [one for one in self.offered if one.code in chosen]

    @cached_property
    def waiting(self) -> list[Held]:
        """The sheets that the committee has still to validate, and that are not chosen."""
        inside = {one.code for one in self.sheets}
        return [one for one in self.offered if not one.version and one.code not in inside]

    @cached_property
    def content(self) -> ActContent:
        """The act as a machine would read it. At most one query."""
        versions = [one.version for one in self.sheets if one.version]
        operators = {code for one in versions for code in one.content.get("operators", [])}
        ground = self.land.ground(sorted(operators), day=self.day)
        bound = parties(parties_at(self.day).rules, self.act.kind, ground)
        choices = {code: self.act.choices[code] for code in self.fields if code in self.act.choices}
        told = [(one.code, one.version) for one in self.sheets if one.version]
        amended = self.amends
        return ActContent(
            contract=self.contract.code,
            kind=self.act.kind,
            rank=self.act.rank,
            name=self.act.name,
            scope=self.contract.scope,
            territory=self.contract.territory_name,
            members=tuple(self.land.members.values()),
            regions=tuple(self.land.regions.values()),
            drawn_on=self.day.isoformat(),
            blocks=blocks_at(self.day).valid_from.isoformat(),
            parties=bound,
            sheets=tuple(_part(code, version) for code, version in told),
            obligations=(
                *rule_obligations(bound),
                *written_obligations(choices.get("commitments", [])),
                *(o for code, version in told for o in sheet_obligations(code, version.content)),
            ),
            money=tuple(
                line
                for code, version in told
                for line in sheet_money(code, version.content, version.plan)
            ),
            choices=choices,
            amends=amended.name if amended else "",
            amended_on=amended.signed_on.isoformat() if amended and amended.signed_on else "",
            is_demonstration=self.contract.is_demonstration,
        )

    @cached_property
    def change(self) -> Difference | None:
        """What the amendment changes as it would be now; None for what amends nothing."""
        return change_of(self.content, self.amends)

    @cached_property
    def missing(self) -> list[Missing]:
        """What the act still waits for. One query."""
        told = preconditions_at(self.day)
        roles = {role for condition in told.conditions for role in condition.roles}
        where = Where(territories=frozenset({self.contract.scope}))
        situation = Situation(
            held=frozenset(role for role in roles if holders(role=role, where=where, on=self.day)),
            labels={role: role_label(role) for role in roles},
            has_strategy=bool(self.roadmap and self.roadmap.strategy and self.roadmap.axes),
            sheets=tuple(one.fact() for one in self.sheets),
            is_changed=None if self.change is None else not self.change.is_empty,
        )
        return missing(told.conditions, self.act.kind, situation)

    @cached_property
    def stale(self) -> tuple[str, ...]:
        """What changed since the content was checked, in sentences."""
        if not self.act.content:
            return ()
        kept = read_content(self.act.content)
        made = difference(kept, self.content)
        said = [one.sentence for one in (*obligations_said(made), *dates_said(made))]
        told = [*said, *money_said(made)]
        if not told and _words(kept) != _words(self.content):
            told = ["Ce qui est écrit de l’acte a changé."]
        return tuple(told)

    def facts(self, *, is_seen: bool = True) -> Facts:
        """What the steps look at."""
        act = self.act
        if act.state == "sent":
            return sent_facts(act, day=self.day)
        return Facts(
            unwritten=tuple(unwritten(list(self.fields.values()), act.choices)),
            missing=tuple(one.sentence for one in self.missing),
            needs_approval=needs_approval(act.kind, self.day),
            is_approved=act.decided_on is not None,
            stale=self.stale,
            is_seen=is_seen,
        )


def _words(content: ActContent) -> tuple[Any, ...]:
    """What is compared beside engagements, dates and money: the words, and who they are about."""
    return (dict(content.choices), content.territory, content.members, content.blocks)


def needs_approval(kind: str, day: dt.date) -> bool:
    """Whether the regional committee approves an act of a kind before it is signed."""
    return kind in preconditions_at(day).approval


def sent_facts(act: Act, *, day: dt.date) -> Facts:
    """What the steps of an act that is being signed look at. One query."""
    asked = signatures_of(act)
    return Facts(
        unsigned=sum(one.state != Signature.SIGNED for one in asked),
        signatures=len(asked),
        is_overdue=act.due is not None and day > act.due,
    )


def signatures_of(act: Act) -> list[Signature]:
    """The signatures of the last sending. One query."""
    return list(act.signatures.filter(sending=act.sendings))


def draft_of(act: Act, *, day: dt.date) -> Draft | None:
    """An act with what it is made from; None when its territory is on no list any more.

    `act` was read with its contract. Seven queries.
    """
    contract = act.contract
    land = find_land(contract.scope)
    if land is None:
        return None
    offered = sheets_of(contract.scope) if act.kind != PROTOCOL else []
    roadmap = Roadmap.objects.filter(scope=contract.scope).first()
    amends = last_signed(contract) if act.kind == AMENDMENT else None
    return Draft(act, contract, land, offered, roadmap, amends, day)


def would_be(land: Land, contract: Contract | None, kind: str, *, day: dt.date) -> Draft:
    """The next act of a kind as it would begin, kept nowhere. Four queries."""
    held = contract or Contract(scope=land.scope, territory_name=land.name)
    offered = sheets_of(land.scope) if kind != PROTOCOL else []
    roadmap = Roadmap.objects.filter(scope=land.scope).first()
    amends = last_signed(held) if contract and kind == AMENDMENT else None
    act = Act(kind=kind, rank=RANKS[kind], choices={})
    return Draft(act, held, land, offered, roadmap, amends, day)


def last_signed(contract: Contract, *, before: int | None = None) -> Act | None:
    """The last act signed that an amendment would change: the contract, or its last amendment."""
    held = contract.acts.filter(state=SIGNED).exclude(kind=PROTOCOL)
    if before is not None:
        held = held.filter(rank__lt=before)
    return held.order_by("-rank").first()


def change_of(content: ActContent, amended: Act | None) -> Difference | None:
    """What an amendment changes of the act before it; None when nothing is known of that one."""
    if amended is None or not amended.content:
        return None
    if amended.is_outside:
        # Nobody told the parties of an act known by its scan: they are not compared.
        own = tuple(one for one in content.obligations if not one.key.startswith(RULE))
        content = replace(content, parties=(), obligations=own)
    return difference(read_content(amended.content), content)


def frozen_change(act: Act) -> Difference | None:
    """What an amendment changes, as it was checked. One query."""
    if act.kind != AMENDMENT or not act.content:
        return None
    return change_of(read_content(act.content), last_signed(act.contract, before=act.rank))


def _part(code: str, version: SheetVersion) -> SheetPart:
    content: Mapping[str, Any] = version.content
    return SheetPart(
        code=code,
        version=version.number,
        title=content.get("title", ""),
        owner=content.get("owner_name", ""),
        starts=content.get("starts", ""),
        ends=content.get("ends", ""),
        total_cost=content.get("total_cost"),
        objectives=content.get("objectives", ""),
        description=content.get("description", ""),
    )
