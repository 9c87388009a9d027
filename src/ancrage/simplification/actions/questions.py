"""A case is put to an authority, which answers, refuses, or says that another is competent."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.inbox.actions import settle
from ancrage.journal.command import allow, command, record
from ancrage.journal.policy import granted
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.people.queries.scopes import named
from ancrage.simplification.access import (
    REGIONAL,
    SHOWN,
    answering,
    authority_where,
    case_where,
    question_where,
)
from ancrage.simplification.actions.cases import KIND, follow_up_day
from ancrage.simplification.actions.notices import (
    ask_authority,
    ask_effects,
    question_cause,
    tell_authors,
)
from ancrage.simplification.actions.parts import (
    BlockRefusedError,
    demand_version,
    locked_case,
    move_case,
    trait_case,
)
from ancrage.simplification.definitions import authorities, outcomes, proposals
from ancrage.simplification.models import BlockCase, BlockReport, Question
from ancrage.simplification.queries.cases import last_question, waiting_question
from ancrage.simplification.rules.figures import REFERRED, REFUSED
from ancrage.simplification.rules.reporting import LINE, TEXT


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which authority. `scope`: its region or its operator."""

    authority: str
    scope: str = ""
    service: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authority answers, why, and between which days it holds, if that is known."""

    outcome: str
    words: str
    applies_from: dt.date | None = None
    applies_until: dt.date | None = None


@command("simplification.ask")
def ask_question(
    *, by: Actor, now: dt.datetime, case: BlockCase, version: int, asked: Asked
) -> Question:
    """Put a case to the authority; from then on everybody reads the case.

    Within one region, the region asks its own authorities; the national team asks any.
    StaleBlockError, InputRefused, BlockRefusedError, StepRefusedError.
    """
    held = locked_case(case=case)
    grant = allow(case_where(held))
    demand_version(held, version)
    _check(asked)
    _demand_within(grant.holding.role, held, asked)
    before = move_case(held=held, verb="ask", now=now)
    if held.published_at is None:
        held.published_at = now
        held.save(update_fields=["published_at"])
    made = _put(held, asked, by, now)
    tell_authors(
        reports=_reports(held),
        cause=f"simplification.case:{held.number}:asked:{made.number}",
        title=_("L’autorité compétente est saisie du cas n° %(number)d") % {"number": held.number},
        now=now,
    )
    _record(held, _("Autorité saisie"), before, made)
    return made


@command("simplification.answer")
def answer_question(*, by: Actor, now: dt.datetime, case: BlockCase, answer: Answer) -> Question:
    """Answer for the authority: the answer serves every report of the case, and is published.

    InputRefused, BlockRefusedError when there is nothing to answer, StepRefusedError.
    """
    held = locked_case(case=case)
    question = _waiting(held)
    granted(answering(by, question), "simplification.answer", question_where(question))
    allow(question_where(question))
    if answer.outcome not in outcomes() or answer.outcome == REFERRED:
        raise BlockRefusedError(_("Choisissez une réponse de la liste."))
    _check_answer(answer)
    verb = "refuse" if answer.outcome == REFUSED else "grant"
    _close(question, answer, by, now)
    before = move_case(held=held, verb=verb, now=now, reason=answer.words)
    held = locked_case(case=held)
    trait_case(held)
    held.save(update_fields=["words", "citations"])
    _serve(held, question, now)
    _record(held, _("Réponse : %s") % outcomes()[answer.outcome], before, question)
    return question


@command("simplification.refer")
def refer_question(
    *, by: Actor, now: dt.datetime, case: BlockCase, reason: str, asked: Asked
) -> Question:
    """Say that another authority is competent: the case goes to it, with a delay of its own.

    InputRefused, BlockRefusedError, StepRefusedError.
    """
    held = locked_case(case=case)
    question = _waiting(held)
    granted(answering(by, question), "simplification.refer", question_where(question))
    allow(question_where(question))
    if (asked.authority, asked.scope, asked.service.strip()) == (
        question.authority,
        question.scope,
        question.service,
    ):
        raise BlockRefusedError(_("Renvoyez à une autre autorité que la vôtre."))
    told = Asked(asked.authority, asked.scope, asked.service, question.kind, question.words)
    _check(told)
    _check_answer(Answer(REFERRED, reason))
    before = move_case(held=held, verb="refer", now=now, reason=reason)
    _close(question, Answer(REFERRED, reason), by, now)
    made = _put(held, told, by, now)
    _record(held, _("Cas renvoyé à une autre autorité"), before, made)
    return made


def _serve(case: BlockCase, question: Question, now: dt.datetime) -> None:
    """The answer goes to every report of the case; its effect will be told of each."""
    reports = _reports(case)
    tell_authors(
        reports=reports,
        cause=f"simplification.case:{case.number}:answered:{question.number}",
        title=_("Réponse sur le cas n° %(number)d : %(outcome)s")
        % {"number": case.number, "outcome": outcomes()[question.outcome]},
        now=now,
    )
    if question.outcome == REFUSED:
        return
    day = follow_up_day(now)
    for report in reports:
        report.follow_up_on = day
    BlockReport.objects.bulk_update(reports, ["follow_up_on"])
    ask_effects(reports=reports, now=now)


def _reports(case: BlockCase) -> list[BlockReport]:
    held = BlockReport.objects.filter(case=case, state__in=SHOWN)
    return list(held.select_related("case"))


def _waiting(case: BlockCase) -> Question:
    found = waiting_question(case)
    if found is None:
        raise BlockRefusedError(_("Aucune question n’attend de réponse sur ce cas."))
    return found


def _put(case: BlockCase, asked: Asked, by: Actor, now: dt.datetime) -> Question:
    today, kind = localdate(now), authorities()[asked.authority]
    last = last_question(case)
    made = Question.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        authority=asked.authority,
        scope=asked.scope if kind.scope != ScopeKind.NATION else "",
        service=asked.service.strip(),
        kind=asked.kind,
        words=asked.words.strip(),
        asked_by=by.reference,
        asked_at=now,
        due_on=today + dt.timedelta(days=kind.delay_at(today).days),
    )
    ask_authority(question=made, now=now)
    return made


def _close(question: Question, answer: Answer, by: Actor, now: dt.datetime) -> None:
    question.outcome, question.answer = answer.outcome, answer.words.strip()
    question.applies_from, question.applies_until = answer.applies_from, answer.applies_until
    question.answered_by, question.answered_at = by.reference, now
    question.save()
    settle(cause=question_cause(question), now=now)


def _check(asked: Asked) -> None:
    kind = authorities().get(asked.authority)
    found = []
    if kind is None:
        found.append(("authority", _("Choisissez une autorité de la liste.")))
    elif kind.scope != ScopeKind.NATION and not _is_known(kind.scope, asked.scope):
        found.append(("scope", _("Dites laquelle : choisissez dans la liste.")))
    if asked.kind not in proposals():
        found.append(("kind", _("Choisissez ce qui est demandé.")))
    if not asked.words.strip():
        found.append(("words", _("Écrivez la question.")))
    for name, most in (("words", TEXT), ("service", LINE)):
        if len(getattr(asked, name)) > most:
            found.append((name, _("Au plus %d caractères.") % most))
    if found:
        raise InputRefused(Problem("question", None, name, what, "") for name, what in found)


def _is_known(kind: ScopeKind, code: str) -> bool:
    scope = Scope(kind, code)
    return bool(code) and named([scope])[scope].name != code


def _check_answer(answer: Answer) -> None:
    found = []
    if not answer.words.strip():
        found.append(("words", _("Donnez les motifs : ils seront publiés.")))
    if len(answer.words) > TEXT:
        found.append(("words", _("Au plus %d caractères.") % TEXT))
    first, last = answer.applies_from, answer.applies_until
    if first and last and last < first:
        found.append(("applies_until", _("La fin précède le début.")))
    if found:
        raise InputRefused(Problem("réponse", None, name, what, "") for name, what in found)


def _demand_within(role: str, case: BlockCase, asked: Asked) -> None:
    """A region asks the authorities of its own region; the others are asked by the nation."""
    if role not in REGIONAL:
        return
    where = authority_where(authorities()[asked.authority], asked.scope)
    if case.region not in where.regions:
        raise BlockRefusedError(
            _("L’équipe nationale saisit cette autorité ; vous, celles de votre région.")
        )


def _record(case: BlockCase, says: str, before: dict[str, str], question: Question) -> None:
    record(
        kind=KIND,
        reference=case.reference_code,
        label=_("Cas n° %(number)d") % {"number": case.number},
        says=says,
        before=before,
        after={"state": case.state},
        details={
            "question": question.number,
            "authority": question.authority,
            "scope": question.scope,
            "words": question.words,
            "due_on": question.due_on,
            "outcome": question.outcome,
            "reason": question.answer,
        },
    )
