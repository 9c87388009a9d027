"""Who acts, as what and where, and what the table of rights says of it.

A person holds roles on scopes (a region, a territory…) from a date to a date. The table has one
right per action: the roles that have it, and how far each reaches. What no line gives is
refused.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ScopeKind(StrEnum):
    """What a role is held on."""

    NATION = "nation"
    REGION = "region"
    TERRITORY = "territory"
    OPERATOR = "operator"
    COMPANY = "company"


class Reach(StrEnum):
    """How far a role has a right: everywhere, over what its scope touches, over oneself.

    `outline` is everywhere, but of what is private to a tandem only that it exists, its amounts
    and its dates.
    """

    ANY = "any"
    OWN = "own"
    SELF = "self"
    OUTLINE = "outline"


EVERYONE, PERSON, HOST = "everyone", "person", "host"
"""Roles that nobody is given: any visitor, any person who signed in, who runs the machine."""

SITE, API, COMMAND_LINE, LINK = "site", "api", "command line", "signed link"
"""The doors that an actor comes by. On the command line, the machine's operator says for whom; a
signed link was sent to one person."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A region by its code, a territory as "programme:code", an operator or a company by its own.

    The nation has no code.
    """

    kind: ScopeKind = ScopeKind.NATION
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else str(self.kind)


NATION = Scope()


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held on a scope; `until` is the last day, None when no end is set.

    `stands_in_for` is the reference of the person whose deputy or delegate one is here.
    """

    role: str
    scope: Scope = NATION
    organisation: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    stands_in_for: str = ""

    def in_force(self, day: dt.date) -> bool:
        """Whether the role is held on that day, both ends included."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something, with the roles that he holds at that moment.

    `reference` is opaque: it names nobody once the person is erased. `seen_by` is the reference
    of who looks at the site as this person: he may read, and change nothing. `read_only`: he
    came by a key that does not write. `through` is the door that he came by, for the journal.
    """

    reference: str
    name: str = ""
    holdings: tuple[Holding, ...] = ()
    seen_by: str = ""
    read_only: bool = False
    through: str = ""

    @property
    def is_person(self) -> bool:
        return self.reference not in {EVERYONE, HOST}

    @property
    def may_write(self) -> bool:
        return not self.seen_by and not self.read_only

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(holding.role for holding in self.held)

    @property
    def held(self) -> tuple[Holding, ...]:
        """The roles given, then those that nobody is given."""
        own = PERSON if self.is_person else self.reference
        return (*self.holdings, *(Holding(role) for role in dict.fromkeys((own, EVERYONE))))

    def codes(self, kind: ScopeKind, *, role: str = "") -> frozenset[str]:
        """The codes of the scopes of a kind on which roles (or one role) are held."""
        return frozenset(
            h.scope.code for h in self.holdings if h.scope.kind == kind and role in ("", h.role)
        )


VISITOR = Actor(EVERYONE)
"""Somebody who has not signed in."""


def host() -> Actor:
    """Who runs the machine, from its command line."""
    return Actor(HOST, through=COMMAND_LINE)


@dataclass(frozen=True, slots=True)
class Where:
    """All that an object touches: a holding reaches it through any of these."""

    regions: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def touched(self, kind: ScopeKind) -> frozenset[str]:
        """The codes of a kind of scope that the object touches."""
        return {
            ScopeKind.NATION: frozenset(),
            ScopeKind.REGION: self.regions,
            ScopeKind.TERRITORY: self.territories,
            ScopeKind.OPERATOR: self.operators,
            ScopeKind.COMPANY: self.companies,
        }[kind]

    def document(self) -> dict[str, list[str]]:
        """What is touched, by kind, without what is empty; references of people are left out."""
        named = {kind.value: sorted(self.touched(kind)) for kind in ScopeKind}
        return {kind: codes for kind, codes in named.items() if codes}


NOWHERE = Where()
"""What belongs to the nation as a whole."""


@dataclass(frozen=True, slots=True)
class Right:
    """One line of the table. `condition` says in words what else must hold.

    A `private` right is about what belongs to a tandem: it is seen in outline by those whose
    reach says so, and by who looks as somebody else. `without` says, for each kind of door
    (screen, api, command) that the action lacks, why.
    """

    action: str
    label: str
    writes: bool
    who: Mapping[str, Reach]
    condition: str = ""
    private: bool = False
    without: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that was found: as what it is used, and whether only the outline may be seen."""

    holding: Holding
    outline: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """The whole table: rights by action, and the action that each door asks for.

    Doors are names of addresses ("territory", "api-1:lists", with a method where it matters:
    "scenario POST") and commands ("programme start").
    """

    rights: Mapping[str, Right] = field(default_factory=dict)
    routes: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)

    def decide(self, actor: Actor, action: str, where: Where = NOWHERE) -> Grant | None:
        """By which role the actor may do this there; None when he may not, or nothing says so."""
        right = self.rights.get(action)
        if right is None or (right.writes and not actor.may_write):
            return None
        outlined = None
        for holding in actor.held:
            reach = right.who.get(holding.role)
            if reach is None or not reaches(actor, holding, reach, where):
                continue
            if right.private and (reach == Reach.OUTLINE or actor.seen_by):
                outlined = outlined or Grant(holding, outline=True)
            else:
                return Grant(holding)
        return outlined

    def may_enter(self, actor: Actor, action: str) -> bool:
        """Whether the actor has this right anywhere at all: enough to open the door."""
        right = self.rights.get(action)
        if right is None or (right.writes and not actor.may_write):
            return False
        return not actor.roles.isdisjoint(right.who)

    def route_action(self, name: str, method: str) -> str | None:
        """The action that an address asks for; None when no line names it."""
        return self.routes.get(f"{name} {method}") or self.routes.get(name)


def reaches(actor: Actor, holding: Holding, reach: Reach, where: Where) -> bool:
    """Whether a role, with this reach, covers what the object touches."""
    if reach == Reach.SELF:
        return actor.reference in where.people
    if reach in {Reach.ANY, Reach.OUTLINE} or holding.scope.kind == ScopeKind.NATION:
        return True
    return holding.scope.code in where.touched(holding.scope.kind)


def merged(tables: Iterable[Rights]) -> Rights:
    """The tables of all capabilities as one. ValueError when two say the same thing."""
    whole = Rights({}, {}, {})
    for table in tables:
        for name in ("rights", "routes", "commands"):
            held, added = getattr(whole, name), getattr(table, name)
            twice = sorted(held.keys() & added.keys())
            if twice:
                raise ValueError(f"told twice in {name}: {', '.join(twice)}")
            held.update(added)
    return whole
