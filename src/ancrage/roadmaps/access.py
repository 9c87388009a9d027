"""Who sees what of a sheet: where it is, what is reserved, what is published."""

from dataclasses import dataclass
from functools import cached_property

from ancrage.journal.policy import may, rights
from ancrage.kernel.bars import from_bars
from ancrage.kernel.rights import Actor, Reach, Where
from ancrage.roadmaps.definitions import PUBLIC_STATES
from ancrage.roadmaps.models import ActionSheet, Roadmap

READ, WRITE, DECIDE, COMMENT = (
    "roadmaps.read",
    "roadmaps.write",
    "roadmaps.decide",
    "roadmaps.comment",
)
TANDEM = ("elected_lead", "industrial_lead", "project_manager")
DRAFTS = frozenset({"idea", "abandoned"})
"""States in which a sheet is its writers' own, unless it was validated once."""
TERRITORY, COMMITTEE, OWNER, OPERATOR = "territory", "committee", "owner", "operator"
PARTIES = {
    TERRITORY: "le territoire",
    COMMITTEE: "le comité",
    OWNER: "le porteur",
    OPERATOR: "l’opérateur",
}
"""Who remarks on a field; somebody of another party, or who remarked, resolves it."""


def roadmap_where(roadmap: Roadmap) -> Where:
    """What a roadmap touches."""
    return Where(territories=frozenset({roadmap.scope}), regions=roadmap.region_codes)


def is_draft(sheet: ActionSheet) -> bool:
    """Whether nobody but its writers has to do with it yet."""
    return sheet.state in DRAFTS and not sheet.version


def writers_where(sheet: ActionSheet, shared_with: frozenset[str] = frozenset()) -> Where:
    """Whose a sheet is: its territory's, and of those that it was given to."""
    return Where(territories=frozenset({sheet.scope}), people=shared_with)


def where_of(sheet: ActionSheet, shared_with: frozenset[str] = frozenset()) -> Where:
    """All that a sheet touches. A draft is its writers' alone; the operators that it calls upon
    read it once it is submitted, unless it is reserved."""
    if is_draft(sheet):
        return writers_where(sheet, shared_with)
    operators = frozenset() if sheet.is_private else from_bars(sheet.operators)
    return Where(
        regions=sheet.roadmap.region_codes,
        territories=frozenset({sheet.scope}),
        operators=operators,
        people=shared_with,
    )


def is_public(sheet: ActionSheet) -> bool:
    """Whether everybody reads it, as it was last validated."""
    shown = sheet.state in PUBLIC_STATES and sheet.version > 0
    return shown and not sheet.is_private and sheet.deleted_at is None


def sees_outlines(actor: Actor) -> bool:
    """Whether some sheets are shown to somebody without their words: he must not find these by
    searching for them, nor by filtering on them."""
    who = rights().rights[READ].who
    return bool(actor.seen_by) or any(who.get(role) == Reach.OUTLINE for role in actor.roles)


@dataclass(frozen=True)
class Access:
    """What somebody may do with one sheet. `shared_with`: those that it was given to."""

    actor: Actor
    sheet: ActionSheet
    shared_with: frozenset[str] = frozenset()

    @cached_property
    def where(self) -> Where:
        return where_of(self.sheet, self.shared_with)

    @cached_property
    def is_full(self) -> bool:
        """Whether the sheet as it is being written may be read."""
        if is_draft(self.sheet) and not self.is_writer:
            return False
        grant = rights().decide(self.actor, READ, self.where)
        return grant is not None and not grant.outline

    @cached_property
    def is_outline(self) -> bool:
        """Whether only that it exists, its amounts and its dates may be seen."""
        return not self.is_full and not is_public(self.sheet)

    @cached_property
    def is_writer(self) -> bool:
        return may(self.actor, WRITE, writers_where(self.sheet, self.shared_with))

    def may(self, action: str) -> bool:
        return may(self.actor, action, self.where)

    @cached_property
    def party(self) -> str:
        """The party that somebody speaks for on this sheet; "" for none."""
        return party_of(self.actor, self.sheet, self.shared_with)


def party_of(actor: Actor, sheet: ActionSheet, shared_with: frozenset[str] = frozenset()) -> str:
    """The party that somebody who may comment speaks for; "" for none."""
    grant = rights().decide(actor, COMMENT, where_of(sheet, shared_with))
    if grant is None:
        return ""
    role = grant.holding.role
    if role in TANDEM:
        return TERRITORY
    if role == "referent":
        return OPERATOR
    return OWNER if role == "person" else COMMITTEE
