"""Made-up contracts and their signatures for the demonstration, said to be so.

Most are written at once; those of the Arve valley are made by the real commands.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst
import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.contracts.actions.drafting import draft_act, prepare_act, with_columns, write_act
from ancrage.contracts.actions.invented import (
    Invented,
    add_invented,
    open_invented,
)
from ancrage.contracts.actions.sending import send_act
from ancrage.contracts.definitions import parties_at
from ancrage.contracts.models import (
    AMENDMENT,
    CONTRACT,
    OURS,
    OUTSIDE,
    PROTOCOL,
    RANKS,
    SIGNED,
    Act,
    Contract,
)
from ancrage.contracts.papers import act_pdf, digest
from ancrage.contracts.queries.contents import Draft, sheets_of
from ancrage.contracts.queries.lands import Land, lands
from ancrage.contracts.rules.content import RULE, ActContent, document
from ancrage.contracts.signing_demonstration import sign_all
from ancrage.kernel.bars import to_bars
from ancrage.kernel.rights import Actor, host
from ancrage.kernel.text import typeset
from ancrage.matching.queries.places import territories_at
from ancrage.people.demonstration import territory_holding
from ancrage.people.queries import actor_named
from ancrage.roadmaps.models import Roadmap

ARVE = "200033116"
REGION = "84"
ELECTED, MANAGER = "elue.arve@demo.example", "projet.arve@demo.example"
AGES = {PROTOCOL: 500, CONTRACT: 330, AMENDMENT: 90}
"""How many days ago an act of each kind was signed."""
YEARS = 4


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add them once, where the territories and the roadmaps that they rest on are there."""
    if Contract.objects.filter(is_demonstration=True).exists():
        return
    day = localdate(now)
    scopes = [one.scope for one in territories_at(day) if one.scope.startswith(f"{perimeter}:")]
    roadmaps = {one.scope: one for one in Roadmap.objects.filter(scope__in=scopes)}
    apart = territory_holding(ARVE, perimeter)
    with transaction.atomic():
        found = lands([scope for scope in scopes if scope in roadmaps and scope != apart])
        stories = list(_stories(list(found.values()), roadmaps, now))
        open_invented(by=host(), now=now, contracts=[one.contract for one in stories])
        add_invented(by=host(), now=now, acts=[act for one in stories for act in one.acts()])
        if apart in roadmaps:
            _live(apart, now)


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The made-up content, and how much of it."""
    path = files("ancrage.contracts") / "data" / "demonstration.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def _stories(
    found: Sequence[Land], roadmaps: Mapping[str, Roadmap], now: dt.datetime
) -> "Iterator[_Story]":
    """A story for each territory, in turn; those of the personas' region first."""
    waiting = iter(sorted(found, key=lambda land: (REGION not in land.regions, land.scope)))
    for story in told()["stories"]:
        for land in waiting if not story["times"] else _taken(waiting, story["times"]):
            if story["acts"]:
                yield _Story(land, roadmaps[land.scope], story["acts"], now)


def _taken(waiting: Iterator[Land], count: int) -> Iterator[Land]:
    return (land for _rank, land in zip(range(count), waiting, strict=False))


class _Story:
    """The contract of a territory, and its acts by kind, each in its state."""

    def __init__(
        self, land: Land, roadmap: Roadmap, told_acts: Mapping[str, str], now: dt.datetime
    ) -> None:
        self.land, self.roadmap, self.told_acts, self.now = land, roadmap, told_acts, now
        self.last: Act | None = None
        self.contract = Contract(
            scope=land.scope,
            programme=land.scope.partition(":")[0],
            territory_name=land.name,
            regions=to_bars(land.regions),
            opened_at=now - dt.timedelta(days=AGES[next(iter(told_acts))] + 60),
            origin=OUTSIDE if OUTSIDE in told_acts.values() else OURS,
            is_demonstration=True,
        )

    def acts(self) -> list[Invented]:
        """The acts in order; the contract has its code."""
        self.sheets = sheets_of(self.land.scope)
        return [self._act(kind, state) for kind, state in self.told_acts.items()]

    def _act(self, kind: str, wanted: str) -> Invented:
        is_outside, is_approved = wanted == OUTSIDE, wanted == "approved"
        state = {OUTSIDE: SIGNED, "approved": "checked"}.get(wanted, wanted)
        moved = self._moved(kind, state)
        act = Act(
            contract=self.contract,
            rank=RANKS[kind],
            kind=kind,
            state=state,
            is_outside=is_outside,
            reason=typeset(told()["reasons"].get(state, "")),
            drafted_at=moved - dt.timedelta(days=30),
            moved_at=moved,
            choices=self._choices(kind, moved.date()),
        )
        with_columns(act)
        content = self._content(act, moved.date())
        self._advance(act, content, is_approved=is_approved)
        made = Invented(act, content, self._pdf(act, content))
        if state == SIGNED:
            self.last = act
        return made

    def _moved(self, kind: str, state: str) -> dt.datetime:
        """When the act came where it stands: what is in progress, lately."""
        return self.now - dt.timedelta(days=AGES[kind] if state == SIGNED else 12)

    def _choices(self, kind: str, day: dt.date) -> dict[str, Any]:
        usual = {name: typeset(told()[name]) for name in ("purpose", "follow_up", "motive")}
        names = {PROTOCOL: ("purpose",), CONTRACT: ("purpose", "follow_up")}
        held = {name: usual[name] for name in names.get(kind, ("motive", "follow_up"))}
        more = 1 if kind == AMENDMENT else 0
        return {
            **held,
            "starts_on": (day + dt.timedelta(days=30)).isoformat(),
            "ends_on": f"{day.year + YEARS + more}-12-31",
            "signing_order": "parallel",
        }

    def _content(self, act: Act, day: dt.date) -> ActContent:
        """The last sheet comes by the amendment, where there is one."""
        usual = [one for one in self.sheets if one.is_usual]
        is_later = act.kind == CONTRACT and AMENDMENT in self.told_acts
        kept = usual[:-1] if is_later and len(usual) > 1 else usual
        draft = Draft(act, self.contract, self.land, kept, self.roadmap, self.last, day)
        made = draft.content
        if act.is_outside:
            own = tuple(one for one in made.obligations if not one.key.startswith(RULE))
            return replace(made, parties=(), obligations=own)
        return made

    def _advance(self, act: Act, content: ActContent, *, is_approved: bool) -> None:
        """What the act holds from where it stands."""
        if act.state in {"draft", "dropped"}:
            return
        day = act.moved_at.date()
        act.content, act.checked_at = document(content), act.moved_at
        if act.state != "checked" or is_approved:
            act.decided_on = day - dt.timedelta(days=20)
            act.decision = typeset(told()["decision"])
        if act.state != "checked" and not act.is_outside:
            act.sent_at, act.sendings = act.moved_at - dt.timedelta(days=15), 1
            act.due = day + dt.timedelta(days=parties_at(day).days_to_sign)
        if act.state == "expired":
            act.due = day - dt.timedelta(days=1)
        if act.state == SIGNED:
            act.signed_on = day

    def _pdf(self, act: Act, content: ActContent) -> bytes | None:
        """What is signed for real, or what was scanned."""
        if act.is_outside:
            return _scan(self.land.name)
        if act.state not in {"checked", "sent"}:
            return None
        pdf = act_pdf(content, None)
        act.digest = digest(pdf)
        return pdf if act.state == "sent" else None


def _scan(name: str) -> bytes:
    """A made-up scan, which says what it is."""
    source = f"""#set text(lang: "fr", font: "Libertinus Serif")
#set document(title: "Scan inventé", date: none)
= Scan inventé pour la démonstration
Aucun acte de « {name} » n’a été signé."""
    made: bytes = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return made


def _live(scope: str, now: dt.datetime) -> None:
    """The Arve valley: a protocole signed, a contract written, ready to be checked."""
    elected, manager = _actor(ELECTED, now), _actor(MANAGER, now)
    if elected is None or manager is None:
        return
    then = now - dt.timedelta(days=200)
    protocol = _written(manager, then, scope, PROTOCOL, ("purpose",))
    checked = prepare_act(by=manager, now=then, act=protocol, verb="check")
    sent = send_act(by=elected, now=then, act=checked, digest_seen=checked.digest)
    after, scan = then + dt.timedelta(days=20), _scan(sent.contract.territory_name)
    sign_all(sent, giver=manager, confirmer=elected, scan=scan, now=after)
    _written(manager, now - dt.timedelta(days=5), scope, CONTRACT, ("purpose", "follow_up"))


def _actor(email: str, now: dt.datetime) -> Actor | None:
    return actor_named(email, on=localdate(now))


def _written(by: Actor, at: dt.datetime, scope: str, kind: str, names: Sequence[str]) -> Act:
    act = draft_act(by=by, now=at, scope=scope, kind=kind)
    day = localdate(at)
    choices = {name: typeset(told()[name]) for name in names} | {
        "starts_on": (day + dt.timedelta(days=60)).isoformat(),
        "ends_on": f"{day.year + YEARS}-12-31",
        "commitments": [
            {
                "who": "Décolletage de l’Arve (démonstration)",
                "what": "Ouvrir ses ateliers aux lycées une fois par trimestre",
                "by": f"{day.year + 1}",
            }
        ],
    }
    return write_act(by=by, now=at, act=act, revision=act.revision, choices=choices)
