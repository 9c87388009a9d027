"""The two readings side by side, once both are locked: disagreements, discussion, settlement."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.journal.policy import may
from ancrage.mission.access import Access, expert_where, readings_access
from ancrage.mission.actions.settlements import (
    accept_mark,
    keep_both,
    propose_mark,
    write_remark,
)
from ancrage.mission.dossier import interest_of
from ancrage.mission.models import Candidate, Reading, Settlement
from ancrage.mission.queries.missions import expert_of, grid_of
from ancrage.mission.queries.readings import active_readings, settled_rows, settlements_of
from ancrage.mission.reading_form import UNKNOWN
from ancrage.mission.rules.marks import Score, Settled, may_agree_on, reading_score, score_of
from ancrage.mission.views.common import CONFLICT, attempt, candidate_or_404, said, trail
from ancrage.mission.words import mark_words
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui.links import link


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A criterion with both marks and comments, and what becomes of them."""

    settled: Settled
    comments: tuple[str, str]
    settlement: Settlement | None
    proposer: str
    may_accept: bool
    choices: list[str]

    @property
    def code(self) -> str:
        return self.settled.criterion.code

    @property
    def first(self) -> str:
        return mark_words(self.settled.first)

    @property
    def second(self) -> str:
        return mark_words(self.settled.second)

    @property
    def retained(self) -> str:
        """The settled mark, as a decimal."""
        mark = self.settled.mark
        return mark_words(None) if mark is None else decimal_words(mark)

    @property
    def proposed(self) -> str:
        """The mark that is proposed or agreed, in words; "" when there is none."""
        held = self.settlement
        return "" if held is None or held.kind == Settlement.KEPT else mark_words(held.mark)

    @property
    def is_proposed(self) -> bool:
        return self.settlement is not None and self.settlement.kind == Settlement.PROPOSED


def decimal_words(mark: Fraction) -> str:
    """« 2 », « 2,5 »."""
    written = format((Decimal(mark.numerator) / mark.denominator).normalize(), "f")
    return written.replace(".", ",")


@require_GET
def show(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Both readings of a candidate."""
    return _page(request, candidate_or_404(request, code, number))


def _page(request: ActorRequest, candidate: Candidate, *, problem: str = "") -> HttpResponse:
    readings = active_readings(candidate)
    access = _access(request, candidate, readings)
    if access not in {Access.FULL, Access.OUTLINE}:
        raise Http404(_("Les deux lectures ne sont pas encore verrouillées."))
    mission = candidate.mission
    context: dict[str, Any] = {
        "mission": mission,
        "candidate": candidate,
        "problem": problem,
        "is_outline": access == Access.OUTLINE,
        "readings": readings,
        "breadcrumb": trail(request, mission, candidate, _("Les deux lectures")),
    }
    if access == Access.FULL:
        context |= _content(request, candidate, readings)
    status = CONFLICT if problem else 200
    response = render(request, "mission/readings.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _access(request: ActorRequest, candidate: Candidate, readings: list[Reading]) -> Access:
    interest = interest_of(expert_of(candidate.mission, request.actor), candidate)
    return readings_access(request.actor, readings, interest)


def _content(
    request: ActorRequest, candidate: Candidate, readings: list[Reading]
) -> dict[str, Any]:
    actor, mission = request.actor, candidate.mission
    grid, rows = grid_of(mission), settled_rows(candidate, readings)
    held, remarks = settlements_of(candidate), list(candidate.remarks.all())
    people = [r.expert.person for r in readings]
    names = names_of(
        {*people, *(s.proposed_by for s in held.values()), *(m.author for m in remarks)}
    )
    is_open = candidate.state == "admissible" and mission.state == "open"
    where = expert_where(*people)
    compared = [
        ComparedRow(
            settled=row,
            comments=_comments(readings, row),
            settlement=(kept := held.get(row.criterion.code)),
            proposer=names.get(kept.proposed_by, "") if kept else "",
            may_accept=is_open
            and kept is not None
            and kept.kind == Settlement.PROPOSED
            and kept.proposed_by != actor.reference
            and may(actor, "mission.accept_mark", where),
            choices=_choices(grid, row),
        )
        for row in rows
    ]
    return {
        "grid": grid,
        "names": [names.get(person, "") for person in people],
        "totals": [_total(reading_score(grid=grid, marks=r.marks)) for r in readings],
        "score": _total(score_of(grid=grid, rows=rows)),
        "rows": compared,
        "disputed": [row for row in compared if row.settled.disagrees],
        "waiting": sum(not row.settled.is_settled for row in compared),
        "remarks": [(remark, names.get(remark.author, "")) for remark in remarks],
        "may_discuss": is_open and may(actor, "mission.discuss", where),
        "may_propose": is_open and may(actor, "mission.propose_mark", where),
        "may_keep": is_open and may(actor, "mission.keep_both", where),
    }


def _comments(readings: list[Reading], row: Settled) -> tuple[str, str]:
    first, second = (reading.comments.get(row.criterion.code, "") for reading in readings)
    return first, second


def _choices(grid: Any, row: Settled) -> list[str]:  # noqa: ANN401 a Grid
    """The marks that an agreement may be on."""
    return [
        UNKNOWN if mark is None else str(mark)
        for mark in (*grid.marks, None)
        if may_agree_on(grid=grid, first=row.first, second=row.second, mark=mark)
    ]


def _total(score: Score) -> str:
    return mark_words(None) if score.value is None else str(score.value).replace(".", ",")


@require_POST
def discuss(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Add a message to the discussion."""
    return _do(
        request,
        code,
        number,
        lambda **told: write_remark(**told, text=said(request, "text")),
        anchor="discussion",
    )


@require_POST
def propose(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Propose a mark for a criterion to the other reader."""
    return _do(
        request,
        code,
        number,
        lambda **told: propose_mark(
            **told,
            criterion=said(request, "criterion"),
            mark=_mark(request),
            reason=said(request, "reason"),
        ),
    )


@require_POST
def accept(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Agree on the mark that the other reader proposed."""
    return _do(
        request,
        code,
        number,
        lambda **told: accept_mark(
            **told, criterion=said(request, "criterion"), mark=_mark(request)
        ),
    )


@require_POST
def keep(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Leave both marks, with their mean."""
    return _do(
        request,
        code,
        number,
        lambda **told: keep_both(
            **told,
            criterion=said(request, "criterion"),
            reason=said(request, "reason"),
        ),
    )


def _mark(request: ActorRequest) -> int | None:
    told = said(request, "mark")
    return int(told) if told.isdecimal() and len(told) < 4 else None


def _do(
    request: ActorRequest,
    code: str,
    number: int,
    act: Callable[..., Any],
    *,
    anchor: str = "desaccords",
) -> HttpResponse:
    candidate = candidate_or_404(request, code, number)
    return attempt(
        lambda: act(by=request.actor, now=timezone.now(), candidate=candidate),
        done=lambda: link(request, "mission_readings", code, number) + f"#{anchor}",
        refused=lambda told: _page(request, candidate, problem=told),
    )
