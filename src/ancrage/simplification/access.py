"""Who sees what of reports and cases: where they are, who writes them, who answers.

The table of rights says which role may; here is what its conditions in words mean.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import StrEnum

from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import NOWHERE, Actor, ScopeKind, Where
from ancrage.simplification.definitions import Authority, authorities
from ancrage.simplification.models import BlockCase, BlockReport, Question

READ, EDIT, ANSWER = (
    "simplification.read_reports",
    "simplification.edit",
    "simplification.answer",
)
TANDEM = ("elected_lead", "industrial_lead", "project_manager")
AUTHORS = frozenset({*TANDEM, "company"})
REGIONAL = ("copilot", "state_region")
"""The roles that conduct what is within one region."""
SHOWN = frozenset({"grouped", "lifted"})
"""The states in which a report is part of its case."""


class Access(StrEnum):
    """How much of a report somebody may read: all, what is published, that it exists, nothing."""

    FULL = "full"
    PUBLISHED = "published"
    OUTLINE = "outline"
    NONE = "none"


def _one(code: str) -> frozenset[str]:
    return frozenset({code} if code else ())


def authors_where(report: BlockReport) -> Where:
    """Whose a report is: the company's that makes it, else the territory's."""
    if report.company:
        return Where(companies=_one(report.company))
    return Where(territories=_one(report.territory))


def where_of(report: BlockReport) -> Where:
    """All that a report touches. What is reserved does not touch its regions."""
    regions = frozenset() if report.is_private else report.region_codes
    return Where(
        regions=regions, territories=_one(report.territory), companies=_one(report.company)
    )


def case_where(case: BlockCase) -> Where:
    """What a case touches: its region when it is the matter of one, else the nation."""
    return Where(regions=_one(case.region))


def question_where(question: Question) -> Where:
    """What a question touches: the scope of the authority that answers."""
    return authority_where(authorities()[question.authority], question.scope)


def authority_where(authority: Authority, scope: str) -> Where:
    """What an authority is on: a region, an operator, or the nation."""
    if authority.scope == ScopeKind.REGION:
        return Where(regions=_one(scope))
    return Where(operators=_one(scope)) if authority.scope == ScopeKind.OPERATOR else NOWHERE


def limited(actor: Actor, roles: Collection[str]) -> Actor:
    """The actor with some of his roles alone."""
    return replace(actor, holdings=tuple(h for h in actor.holdings if h.role in roles))


def is_author(actor: Actor, report: BlockReport) -> bool:
    """Whether the actor may write the report."""
    return may(actor, EDIT, authors_where(report))


def answering(actor: Actor, question: Question) -> Actor:
    """The actor as the authority that was asked, and nothing else that he may be."""
    return limited(actor, {authorities()[question.authority].role})


def may_answer(actor: Actor, question: Question) -> bool:
    """Whether the actor answers for the authority that was asked."""
    return may(answering(actor, question), ANSWER, question_where(question))


def is_public(report: BlockReport) -> bool:
    """Whether everybody reads it: not reserved, and part of a case that is published."""
    case = report.case
    return (
        report.state in SHOWN and not report.is_private and case is not None and case.is_published
    )


def access(actor: Actor, report: BlockReport, questions: Iterable[Question] = ()) -> Access:
    """How much of a report the actor may read; `questions`: those of its case."""
    is_draft = report.state == "draft"
    reader = limited(actor, AUTHORS) if is_draft else actor
    grant = rights().decide(reader, READ, authors_where(report) if is_draft else where_of(report))
    if is_draft and grant is not None and grant.holding.role not in AUTHORS:
        return Access.NONE
    if grant is not None and not grant.outline:
        return Access.FULL
    if report.state in SHOWN and any(_is_asked(actor, question) for question in questions):
        return Access.OUTLINE if actor.seen_by else Access.FULL
    if is_public(report):
        return Access.PUBLISHED
    return Access.NONE if grant is None else Access.OUTLINE


def _is_asked(actor: Actor, question: Question) -> bool:
    """Whether the actor holds the role of the authority that was asked, there."""
    kind = authorities()[question.authority]
    codes = actor.codes(kind.scope, role=kind.role)
    return question.scope in codes
