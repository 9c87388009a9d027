"""What waits for somebody: requests, questions on blocks, milestones of action sheets."""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.utils.timezone import localdate

from ancrage.home.calendar.rules import Dated
from ancrage.home.calendar.sources.common import OWN, Asked
from ancrage.kernel.text import typeset
from ancrage.requests.access import where_of as where_of_request
from ancrage.requests.queries.requests import visible_to as visible_requests
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.queries.dates import milestones
from ancrage.simplification.access import SHOWN, authors_where, case_where
from ancrage.simplification.definitions import authorities
from ancrage.simplification.queries.cases import cases_of
from ancrage.simplification.queries.reports import own_reports

AWAITED = {
    "sent": "Accusé de réception attendu",
    "acknowledged": "Instruction attendue",
    "more": "Complément attendu du demandeur",
    "instructed": "Décision attendue",
    "granted": "Réalisation attendue",
}
"""The states of a request that wait for something, and for what."""


def request_dates(asked: Asked) -> Iterator[Dated]:
    """What requests wait for. A company is not named: some readers see these in outline. One
    query."""
    held = visible_requests(asked.actor).filter(asked.within("due"), state__in=AWAITED)
    for one in held.order_by("code"):
        yield Dated(
            key=f"request:{one.code}",
            kind="request",
            label=typeset(f"{AWAITED[one.state]} : {one.measure_name}, {one.operator_name}"),
            day=cast(dt.date, one.due),
            place=one.territory_name,
            where=where_of_request(one),
            page=("request", one.code),
            state="en retard" if one.is_late(asked.today) else "",
            source=OWN,
            known_on=one.sent_on,
            sequence=one.revision,
            changed_at=one.changed_at,
            is_demonstration=one.is_demonstration,
        )


def question_dates(asked: Asked) -> Iterator[Dated]:
    """The answers that authorities owe on cases. Two queries."""
    waiting = asked.within("questions__due_on")
    held = cases_of(asked.actor).filter(waiting, questions__answered_at=None)
    for case in held.order_by("number").distinct():
        for question in case.questions.all():
            if question.answered_at is not None or not asked.holds(question.due_on):
                continue
            who = question.service or authorities()[question.authority].label
            yield Dated(
                key=f"question:{case.number}:{question.number}",
                kind="block",
                label=typeset(f"Réponse attendue, {who} : {case.title}"),
                day=question.due_on,
                where=case_where(case),
                page=("block_case", str(case.number)),
                state="en retard" if question.due_on < asked.today else "",
                source=OWN,
                known_on=localdate(question.asked_at),
                sequence=case.version,
                changed_at=question.asked_at,
                is_demonstration=case.is_demonstration,
            )


def effect_dates(asked: Asked) -> Iterator[Dated]:
    """When those who met a block were to say whether it is lifted: their own reports alone. Two
    queries."""
    held = own_reports(asked.actor).filter(
        asked.within("follow_up_on"), state__in=SHOWN, effect__in=("", "too_early")
    )
    for report in held.order_by("number"):
        day = cast(dt.date, report.follow_up_on)
        yield Dated(
            key=f"effect:{report.number}",
            kind="block",
            label=typeset(f"Dire si le blocage est levé : {report.title}"),
            day=day,
            place=report.territory_name,
            where=authors_where(report),
            page=("block_report", str(report.number)),
            state="en retard" if day < asked.today else "",
            source=OWN,
            sequence=report.version,
            changed_at=report.moved_at,
            is_demonstration=report.is_demonstration,
        )


def milestone_dates(asked: Asked) -> Iterator[Dated]:
    """The milestones of action sheets: of a sheet seen in outline, the day alone. Three queries at
    most."""
    start, end = asked.period.start, asked.period.end
    for held in milestones(asked.actor, start=start, end=end, today=asked.today):
        sheet = held.sheet
        words = f"{held.title} ({held.sheet_title})" if held.title else "jalon d’une fiche réservée"
        late = not held.is_done and held.day < asked.today
        yield Dated(
            key=f"milestone:{sheet.code}:{held.key}",
            kind="milestone",
            label=typeset(f"Jalon : {words}"),
            day=held.day,
            said=held.said,
            place=sheet.roadmap.territory_name,
            where=roadmap_where(sheet.roadmap),
            page=("sheet", sheet.code),
            state="fait" if held.is_done else "non dit fait" if late else "",
            is_over=held.is_done,
            source=OWN,
            sequence=held.revision,
            changed_at=held.changed_at,
            is_demonstration=sheet.is_demonstration,
        )
