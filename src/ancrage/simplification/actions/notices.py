"""What waits for whom about blocks: told to the lists « À faire » as parts of the commands.

A title is mailed and read by all who hold the role: it names a block by its number, and never
says what it is about.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where
from ancrage.simplification.access import SHOWN, TANDEM, question_where, where_of
from ancrage.simplification.definitions import authorities
from ancrage.simplification.models import BlockCase, BlockReport, Question

PART = "une étape d’une commande, qui en laisse la trace"


def _cause(report: BlockReport, step: str) -> str:
    return f"simplification:{report.number}:{step}"


@unjournalled(PART)
def follow_report(*, report: BlockReport, now: dt.datetime) -> None:
    """Ask for what a report waits for in its state; settle what it no longer waits for."""
    if report.state == "reported":
        _ask_to_group(report, now)
    else:
        settle(cause=_cause(report, "group"), now=now)
    if report.state == "draft" and report.reason:
        _ask_to_complete(report, now)
    else:
        settle(cause=_cause(report, "complete"), now=now)
    if report.state not in SHOWN:
        settle(cause=_cause(report, "effect"), now=now)


def _ask_to_group(report: BlockReport, now: dt.datetime) -> None:
    regional = [] if report.is_private else ["copilot"]
    ask(
        cause=_cause(report, "group"),
        title=_("Réunir à un cas le blocage n° %(number)d") % {"number": report.number},
        why=_("Un territoire ou une entreprise signale une règle ou une procédure qui bloque."),
        url_name="block_report",
        url_args=[report.number],
        role=["national", *regional],
        where=where_of(report),
        since=now,
        now=now,
    )


def _ask_to_complete(report: BlockReport, now: dt.datetime) -> None:
    ask(
        cause=_cause(report, "complete"),
        title=_("Compléter le signalement n° %(number)d") % {"number": report.number},
        why=_("Un complément vous est demandé ; la raison est sur la page."),
        url_name="block_edit",
        url_args=[report.number],
        reference=report.author,
        since=now,
        now=now,
    )


@unjournalled(PART)
def tell_authors(
    *, reports: Iterable[BlockReport], cause: str, title: str, now: dt.datetime
) -> None:
    """Tell something to those who made some reports, and to their territories."""
    held = list(reports)
    if not held:
        return
    only = held[0] if len(held) == 1 else None
    where = Where(
        territories=frozenset(r.territory for r in held),
        companies=frozenset(r.company for r in held if r.company),
    )
    roles = [*TANDEM, *(["company"] if where.companies else [])]
    inform(
        cause=cause,
        title=title,
        why=_("Vous avez signalé ce blocage, ou il touche votre territoire."),
        url_name="block_report" if only else "block_case",
        url_args=[only.number if only else held[0].case.number],  # type: ignore[union-attr]
        role=roles,
        where=where,
        reference=sorted({report.author for report in held}),
        now=now,
    )


@unjournalled(PART)
def ask_authority(*, question: Question, now: dt.datetime) -> None:
    """Ask the authority to answer by its day; what waits too long goes above."""
    case = question.case
    ask(
        cause=question_cause(question),
        title=_("Répondre sur le cas n° %(number)d : %(title)s")
        % {"number": case.number, "title": case.title},
        why=_("Des territoires signalent le même blocage : votre réponse servira à tous."),
        url_name="block_answer",
        url_args=[case.number],
        role=authorities()[question.authority].role,
        where=question_where(question),
        since=now,
        due=question.due_on,
        now=now,
    )


def question_cause(question: Question) -> str:
    """What the lists call a question."""
    return f"simplification.case:{question.case.number}:question:{question.number}"


@unjournalled(PART)
def ask_effects(*, reports: Iterable[BlockReport], now: dt.datetime) -> None:
    """Ask each territory to say, by its day, whether its block is lifted."""
    for report in reports:
        due = report.follow_up_on
        if due is None:
            continue
        settle(cause=_cause(report, "effect"), now=now)
        ask(
            cause=_cause(report, "effect"),
            title=_("Dire si le blocage n° %(number)d est levé") % {"number": report.number},
            why=_("L’autorité a répondu : dites ce que sa réponse a changé, quand vous le saurez."),
            url_name="block_report",
            url_args=[report.number],
            role=[*TANDEM, *(["company"] if report.company else [])],
            where=Where(
                territories=frozenset({report.territory}),
                companies=frozenset(filter(None, [report.company])),
            ),
            since=now,
            due=due,
            ladder="effect",
            now=now,
        )


@unjournalled(PART)
def effect_told(*, report: BlockReport, now: dt.datetime) -> None:
    """The territory has said it."""
    settle(cause=_cause(report, "effect"), now=now)


@unjournalled(PART)
def tell_team(*, case: BlockCase, report: BlockReport, says: str, now: dt.datetime) -> None:
    """Tell those who conduct a case what a territory says of it."""
    inform(
        cause=f"{_cause(report, 'told')}:{localdate(now).isoformat()}:{report.version}",
        title=says,
        why=_("Le cas n° %(number)d a déjà sa réponse.") % {"number": case.number},
        url_name="block_case",
        url_args=[case.number],
        role="national",
        now=now,
    )
