"""Made-up meetings for the demonstration, said to be so: every one is made by the real commands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from ancrage.committees.actions.calling import call_meeting, cancel_meeting
from ancrage.committees.actions.concluding import approve_minutes, draft_minutes
from ancrage.committees.actions.conditions import answer_condition, lift_condition
from ancrage.committees.actions.preparing import Convened, prepare_meeting, put_on_agenda
from ancrage.committees.actions.sitting import (
    Asked,
    Ruling,
    close_meeting,
    decide_item,
    open_meeting,
    seat_members,
)
from ancrage.committees.actions.voting import vote_in_writing
from ancrage.committees.kinds.registry import kind_of
from ancrage.committees.models import Condition, Meeting
from ancrage.committees.pack.demonstration import seed_pack
from ancrage.committees.rules.sitting import EXCUSED, PRESENT, Attendance
from ancrage.kernel.rights import Actor, Scope, ScopeKind, host
from ancrage.kernel.text import typeset
from ancrage.people.demonstration import territory_holding
from ancrage.people.queries.actors import actor_named
from ancrage.people.queries.scopes import named_scopes, territories_in

ARVE, ALPS = "200033116", "84"
PEOPLE = {
    "national": "equipe.nationale@demo.example",
    "copilot": "region.aura@demo.example",
    "prefecture": "prefecture.aura@demo.example",
    "secretariat": "secretariat.aura@demo.example",
    "elected": "elue.arve@demo.example",
    "industrial": "industriel.arve@demo.example",
}
MOST_SHEETS, FEWER = 4, 2
"""How many waiting sheets an agenda has: in the personas’ region, elsewhere."""
SHEET = "action_sheet"
MORNING = dt.time(9, 30)


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add them once, where the people and the sheets that they rest on are there."""
    if Meeting.objects.filter(is_demonstration=True).exists():
        return
    day = localdate(now)
    people = {part: actor_named(email, on=day) for part, email in PEOPLE.items()}
    held = {part: actor for part, actor in people.items() if actor is not None}
    if len(held) < len(PEOPLE):
        return
    with transaction.atomic():
        story = _Story(held, day)
        story.history()
        story.alps()
        story.others(perimeter)
        story.valley(territory_holding(ARVE, perimeter))
        story.nation()
    seed_pack(by=held["secretariat"], now=now, region=ALPS)


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The made-up content."""
    path = files("ancrage.committees") / "data" / "demonstration.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


class _Story:
    """The meetings, told from a day on."""

    def __init__(self, people: Mapping[str, Actor], day: dt.date) -> None:
        self.people, self.day = people, day

    def _at(self, days: int, time: dt.time = MORNING) -> dt.datetime:
        day = self.day + dt.timedelta(days=days)
        return dt.datetime.combine(day, time, tzinfo=get_current_timezone())

    def _prepared(
        self,
        by: Actor,
        body: str,
        scope: str,
        told_of: Mapping[str, Any],
        **more: Any,  # noqa: ANN401
    ) -> Meeting:
        """A meeting with its plain subjects, three weeks before it is held."""
        starts = more.pop("starts_at", None) or self._at(told_of["days"])
        before = more.pop("told_on", None) or min(self._at(-1), starts - dt.timedelta(days=21))
        made = prepare_meeting(
            by=by,
            now=before,
            body=body,
            scope=scope,
            told=Convened(
                title=typeset(told_of.get("title", "")),
                place=typeset(told_of.get("place", "")),
                starts_at=starts,
                **more,
            ),
            invented=True,
        )
        for one in told_of.get("subjects", ()):
            put_on_agenda(
                by=by,
                now=before,
                meeting=made,
                label=typeset(one["label"]),
                asked=typeset(one["asked"]),
            )
        return made

    def _called(self, by: Actor, held: Meeting) -> Meeting:
        starts = held.starts_at or self._at(0)
        return call_meeting(
            by=by, now=min(self._at(-1), starts - dt.timedelta(days=14)), meeting=held
        )

    def _sat(self, by: Actor, held: Meeting, subjects: Sequence[Mapping[str, Any]]) -> Meeting:
        """Opened, attended, decided, closed on its day."""
        now = held.starts_at or self._at(0)
        open_meeting(by=by, now=now, meeting=held)
        seat_members(by=by, now=now, meeting=held, told=self._attendance(held))
        items = list(held.items.all())
        for item, one in zip(items, subjects, strict=True):
            asked = [
                Asked(typeset(c["words"]), localdate(now) + dt.timedelta(days=c["days"]), c["role"])
                for c in one.get("conditions", ())
            ]
            ruling = Ruling(one["decision"], typeset(one.get("reason", "")), conditions=asked)
            decide_item(by=by, now=now, item=item, ruling=ruling)
        return close_meeting(by=by, now=now + dt.timedelta(hours=2), meeting=held)

    def _attendance(self, held: Meeting) -> list[Attendance]:
        """Those who vote are there, named where the demonstration has somebody."""
        names = {"region": "copilot", "state": "prefecture"}
        names |= {"elected": "elected", "industrial": "industrial"}
        there = held.scope == ALPS or held.scope_kind == ScopeKind.TERRITORY
        found = []
        for seat in held.seats:
            if not seat["votes"]:
                continue
            person = (
                self.people[names[seat["code"]]].reference
                if there and seat["code"] in names
                else ""
            )
            status = EXCUSED if seat["code"] == "operators" else PRESENT
            found.append(Attendance(seat["code"], status, person))
        return found

    def history(self) -> None:
        """The executive committee of 5 March 2019."""
        said = told()["history"]
        zone = get_current_timezone()
        self._prepared(
            self.people["national"],
            said["body"],
            "",
            said,
            starts_at=dt.datetime.fromisoformat(said["starts_at"]).replace(tzinfo=zone),
            told_on=dt.datetime.combine(said["told_on"], MORNING, tzinfo=zone),
        )

    def alps(self) -> None:
        """The regional committee of the personas, in every state."""
        by, said = self.people["secretariat"], told()
        past = self._sat(
            by,
            self._called(by, self._prepared(by, "regional", ALPS, said["past"])),
            said["past"]["subjects"],
        )
        self._approved(past, by, self.people["copilot"])
        self._conditions(past, said["past"]["subjects"])
        recent = self._called(by, self._prepared(by, "regional", ALPS, said["recent"]))
        self._sat(by, recent, said["recent"]["subjects"])
        draft_minutes(by=by, now=self._at(-8), meeting=recent)
        self._coming(by, ALPS, MOST_SHEETS)
        self._prepared(by, "regional", ALPS, said["planned"])
        gone = self._prepared(
            by, "regional", ALPS, said["cancelled"] | {"subjects": said["recent"]["subjects"]}
        )
        self._called(by, gone)
        reason = typeset(said["cancelled"]["reason"])
        cancel_meeting(by=by, now=self._at(-1, dt.time(15)), meeting=gone, reason=reason)
        self._written(by, said["written"])

    def _written(self, by: Actor, said: Mapping[str, Any]) -> None:
        ends = self._at(said["last"], dt.time(23, 59))
        held = self._prepared(by, "regional", ALPS, said, is_written=True, ends_at=ends)
        self._called(by, held)
        opened = self._at(said["days"])
        open_meeting(by=by, now=opened, meeting=held)
        vote_in_writing(
            by=self.people["prefecture"],
            now=opened + dt.timedelta(days=1),
            item=held.items.get(),
            seat="state",
            vote="for",
            comment=typeset("Le poste a fait ses preuves."),
        )

    def _approved(self, held: Meeting, by: Actor, chair: Actor) -> None:
        now = (held.closed_at or self._at(0)) + dt.timedelta(days=3)
        draft_minutes(by=by, now=now, meeting=held)
        approve_minutes(by=chair, now=now + dt.timedelta(days=4), meeting=held)

    def _conditions(self, held: Meeting, subjects: Sequence[Mapping[str, Any]]) -> None:
        """What became of each condition."""
        said = {typeset(c["words"]): c for one in subjects for c in one.get("conditions", ())}
        now = (held.closed_at or self._at(0)) + dt.timedelta(days=15)
        for condition in Condition.objects.filter(item__meeting=held):
            self._condition(condition, said[condition.words], now)

    def _condition(self, held: Condition, said: Mapping[str, Any], now: dt.datetime) -> None:
        by = {"state_region": "prefecture"}.get(said["role"], said["role"])
        if said["state"] in {"answered", "lifted"}:
            answer = typeset(said.get("answer", "C’est fait : voir le dossier du comité."))
            answer_condition(by=self.people[by], now=now, condition=held, answer=answer)
        verb = {"lifted": "lift", "dropped": "drop"}.get(said["state"])
        if verb is not None:
            lift_condition(
                by=self.people["secretariat"],
                now=now + dt.timedelta(days=2),
                condition=held,
                verb=verb,
                reason=typeset(said.get("reason", "")),
            )

    def _coming(self, by: Actor, region: str, most: int = FEWER) -> None:
        """The next meeting, on sheets that wait for it."""
        held = self._prepared(by, "regional", region, told()["coming"])
        waiting = kind_of(SHEET).awaiting(Scope(ScopeKind.REGION, region), self.day)
        for subject in waiting[:most]:
            put_on_agenda(
                by=by, now=self._at(-1), meeting=held, kind=SHEET, subject=subject.reference
            )
        if held.items.exists():
            self._called(by, held)

    def others(self, perimeter: str) -> None:
        """Every other region with territories: one meeting held, one to come."""
        by = host()
        for region in named_scopes(ScopeKind.REGION):
            codes = territories_in([region.code])
            mine = any(code.startswith(f"{perimeter}:") for code in codes)
            if region.code == ALPS or not mine:
                continue
            held = self._called(by, self._prepared(by, "regional", region.code, told()["recent"]))
            done = self._sat(by, held, told()["recent"]["subjects"])
            self._approved(done, by, by)
            self._coming(by, region.code)

    def valley(self, scope: str) -> None:
        """The project committee of the personas' territory."""
        by, said = self.people["elected"], told()["project"]
        done = self._sat(
            by, self._called(by, self._prepared(by, "project", scope, said)), said["subjects"]
        )
        self._approved(done, by, by)

    def nation(self) -> None:
        """The national committee, called."""
        by = self.people["national"]
        self._called(by, self._prepared(by, "national", "", told()["national"]))
