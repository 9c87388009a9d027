"""States, steps, authorities and costs as the pages say them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, Where
from ancrage.kernel.workflow import State, Step
from ancrage.people.queries.scopes import scope_labels
from ancrage.simplification.access import (
    REGIONAL,
    authors_where,
    case_where,
    may_answer,
    where_of,
)
from ancrage.simplification.definitions import authorities, workflows
from ancrage.simplification.models import BlockCase, BlockReport, Question
from ancrage.simplification.queries.cases import waiting_question
from ancrage.simplification.rules.guards import Facts
from ancrage.ui.formats import with_unit

OWN_STEPS = frozenset({"submit", "withdraw", "disclose"})
TEAM_STEPS = frozenset({"return", "set_aside", "ungroup"})
CASE_STEPS = frozenset({"close", "reopen", "dissolve"})
"""The steps that need a button and, at most, a reason; the others have pages of their own."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str
    url_name: str


def state_of(kind: str, code: str) -> State:
    """A state in words."""
    return workflows()[kind].states[code]


def report_steps(report: BlockReport, actor: Actor, facts: Callable[[], Facts]) -> list[Offered]:
    """What the actor may do with a report now, by a button."""
    team = case_where(report.case) if report.case is not None else where_of(report)
    mine = OWN_STEPS if report.is_private else OWN_STEPS - {"disclose"}
    wheres = dict.fromkeys(mine, authors_where(report)) | dict.fromkeys(TEAM_STEPS, team)
    return _offered("report", report.state, actor, facts, wheres)


def case_steps(case: BlockCase, actor: Actor, facts: Callable[[], Facts]) -> list[Offered]:
    """What the actor may do with a case now, by a button."""
    wheres = dict.fromkeys(CASE_STEPS, case_where(case))
    return _offered("case", case.state, actor, facts, wheres)


def _offered(
    kind: str, state: str, actor: Actor, facts: Callable[[], Facts], wheres: dict[str, Where]
) -> list[Offered]:
    flow = workflows()[kind]
    his = [s for s in flow.from_state(state) if s.verb in wheres]
    his = [s for s in his if may(actor, s.right, wheres[s.verb])]
    held = facts() if his else None
    return [
        Offered(step, flow.obstacle(step.verb, state=state, facts=held), f"block_{step.verb}")
        for step in his
        if held is not None
    ]


def may_ask(actor: Actor, case: BlockCase) -> bool:
    """Whether the actor may put the case to an authority now."""
    flow = workflows()["case"].steps["ask"]
    return case.state in flow.before and may(actor, flow.right, case_where(case))


def askable(actor: Actor, case: BlockCase) -> tuple[list[str] | None, str]:
    """The kinds of authorities that the actor may ask, None for all, and their region."""
    roles = {h.role for h in actor.holdings}
    if roles & set(REGIONAL) and "national" not in roles:
        return ["prefecture", "region"], case.region
    return None, ""


def answerable(actor: Actor, case: BlockCase) -> Question | None:
    """The question that the actor has to answer; None without one."""
    question = waiting_question(case)
    return question if question is not None and may_answer(actor, question) else None


def authority_names(questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """The names of the authorities of some questions. Two queries at most."""
    pairs = {(q.authority, q.scope) for q in questions}
    kinds = authorities()
    scopes = {Scope(kinds[code].scope, scope) for code, scope in pairs if scope}
    labels = scope_labels(scopes) if scopes else {}
    return {
        (code, scope): f"{kinds[code].label}, {labels[Scope(kinds[code].scope, scope)]}"
        if scope
        else kinds[code].label
        for code, scope in pairs
    }


def cost_words(report: BlockReport) -> str:
    """What a block costs, as declared: « 12 000 € et 45 jours », « inconnu »."""
    parts = []
    if report.cost_cents is not None:
        whole = report.cost_cents % 100 == 0
        parts.append(with_unit(report.cost_cents / 100, "€", 0 if whole else 2))
    if report.delay_days is not None:
        parts.append(with_unit(report.delay_days, _("jours")))
    return _(" et ").join(parts) if parts else _("inconnu")
