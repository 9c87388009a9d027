"""Who holds what, where, since when: as much of it as each may see."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ancrage.geography.models import Region
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Reach, Scope, ScopeKind
from ancrage.people.models import Organisation, Person, RoleHolding
from ancrage.people.queries.actors import is_in_force
from ancrage.people.queries.scopes import named, regions_of, territories_in
from ancrage.people.roles import role_kinds, role_label

READ = "people.read_directory"
REFERENT = "referent"
LEADS = ("elected_lead", "industrial_lead", "project_manager")
"""Those whom operators and companies turn to in a territory."""


class State(StrEnum):
    """Whether a role is held on a day."""

    HELD = "held"
    COMING = "coming"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds, in words, as it stands on a day."""

    holding: RoleHolding
    scope: Scope
    scope_label: str
    region_codes: frozenset[str]
    regions: tuple[str, ...]
    state: State

    @property
    def person(self) -> Person:
        return self.holding.person

    @property
    def name(self) -> str:
        return self.holding.person.name

    @property
    def role_label(self) -> str:
        return role_label(self.holding.role)

    @property
    def organisation(self) -> Organisation | None:
        return self.holding.organisation

    @property
    def stands_in_for(self) -> Person | None:
        held = self.holding.stands_in_for
        return held.person if held else None

    @property
    def as_what(self) -> str:
        """« titulaire », « suppléance », « délégation »."""
        if self.holding.stands_in_for_id is None:
            return _("titulaire")
        return _("délégation") if self.holding.is_delegation else _("suppléance")


def visible_to(actor: Actor) -> QuerySet[RoleHolding]:
    """The roles that the actor may know of, past and coming ones included."""
    found = RoleHolding.objects.filter(person__erased_at=None)
    right = rights().rights.get(READ)
    if right is None:
        return found.none()
    seen = Q(person__reference=actor.reference)
    seen |= Q(stands_in_for__person__reference=actor.reference)
    seen |= Q(stand_ins__person__reference=actor.reference)
    reaches = {holding: right.who.get(holding.role) for holding in actor.held}
    if {Reach.ANY, Reach.OUTLINE} & set(reaches.values()):
        return found
    seen |= _seen_from({h.scope for h, reach in reaches.items() if reach == Reach.OWN})
    return found.filter(pk__in=RoleHolding.objects.filter(seen).values("pk"))


def _seen_from(scopes: set[Scope]) -> Q:
    """Whom one's roles make one need: those of their scopes, those above and around them.

    Six queries at most, however many roles.
    """
    codes = {kind: sorted(s.code for s in scopes if s.kind == kind) for kind in ScopeKind}
    seen = Q(pk=None)
    for kind, held in codes.items():
        if held and kind != ScopeKind.NATION:
            seen |= _on(kind, held)
    if codes[ScopeKind.REGION]:
        seen |= _on(ScopeKind.TERRITORY, territories_in(codes[ScopeKind.REGION]))
        seen |= Q(role__in=(REFERENT, "national"))
    territories = [s for s in scopes if s.kind == ScopeKind.TERRITORY]
    if territories:
        above = frozenset().union(*regions_of(territories).values())
        seen |= _on(ScopeKind.REGION, above) | Q(role=REFERENT)
    if codes[ScopeKind.OPERATOR]:
        seen |= Q(role__in=LEADS) | Q(scope_kind=ScopeKind.REGION.value)
    if codes[ScopeKind.COMPANY]:
        around = _territories_of(codes[ScopeKind.COMPANY])
        seen |= _on(ScopeKind.TERRITORY, around, role__in=LEADS) | Q(role=REFERENT)
    return seen


def _on(kind: ScopeKind, codes: Iterable[str], **more: object) -> Q:
    return Q(scope_kind=kind.value, scope_code__in=list(codes), **more)


def _territories_of(companies: list[str]) -> list[str]:
    """The territories of which these companies hold the industrial half."""
    held = RoleHolding.objects.filter(
        scope_kind=ScopeKind.TERRITORY.value,
        organisation__kind=Organisation.COMPANY,
        organisation__code__in=companies,
    )
    return list(held.values_list("scope_code", flat=True).distinct())


def in_words(holdings: QuerySet[RoleHolding], *, on: dt.date) -> list[HeldRole]:
    """Roles as a page shows them, by name. Six queries at most, however many roles."""
    rows = list(
        holdings.select_related("person", "organisation", "stands_in_for__person").order_by(
            "person__family_name", "person__given_name", "person", "since", "pk"
        )
    )
    scopes = named(Scope(ScopeKind(row.scope_kind), row.scope_code) for row in rows)
    names = dict(Region.objects.values_list("code", "name"))
    found = []
    for row in rows:
        held = scopes[Scope(ScopeKind(row.scope_kind), row.scope_code)]
        touched = tuple(sorted(names.get(code, code) for code in held.regions))
        state = state_of(row, on)
        found.append(HeldRole(row, held.scope, held.name, held.regions, touched, state))
    return found


def state_of(row: RoleHolding, day: dt.date) -> State:
    """Whether a role is held on a day: a stand-in's ends with the one that it stands in for."""
    if row.since > day:
        return State.COMING
    ended = row.until is not None and row.until < day
    replaced = row.stands_in_for
    if ended or (replaced is not None and not is_in_force(replaced, day)):
        return State.ENDED
    return State.HELD


def find_person(actor: Actor, reference: str) -> Person | None:
    """A person whom the actor may know of: himself, or somebody with a role that he sees."""
    person = Person.objects.filter(reference=reference, erased_at=None).first()
    if person is None or reference == actor.reference:
        return person
    known = sees_everybody(actor) or visible_to(actor).filter(person=person).exists()
    return person if known else None


def sees_everybody(actor: Actor) -> bool:
    """Whether people without any role are shown to the actor too."""
    right = rights().rights.get(READ)
    reaches = {right.who.get(role) for role in actor.roles} if right else set()
    return bool(reaches & {Reach.ANY, Reach.OUTLINE})


def people_without_role(actor: Actor, *, on: dt.date) -> list[Person]:
    """The open accounts that hold no role on a day nor later, for those who see everybody."""
    if not sees_everybody(actor):
        return []
    held = RoleHolding.objects.filter(Q(until=None) | Q(until__gte=on))
    open_ones = Person.objects.filter(erased_at=None, is_active=True)
    return list(open_ones.exclude(pk__in=held.values("person")))


def find_holding(actor: Actor, reference: str) -> RoleHolding | None:
    """A role that the actor may know of, by its reference."""
    return (
        visible_to(actor)
        .select_related("person", "organisation", "stands_in_for__person")
        .filter(reference=reference)
        .first()
    )


def find_organisation(actor: Actor, kind: str, code: str) -> Organisation | None:
    """An organisation, shown to those who know somebody of it."""
    found = Organisation.objects.filter(kind=kind, code=code).first()
    if found is None or sees_everybody(actor):
        return found
    return found if visible_to(actor).filter(organisation=found).exists() else None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation and how many people act for it on a day."""

    organisation: Organisation
    people: int

    @property
    def kind_label(self) -> str:
        return str(self.organisation.get_kind_display())


def organisation_rows(actor: Actor, *, on: dt.date) -> list[OrganisationRow]:
    """The organisations that the actor may know of, with the people that he sees in them."""
    seen = visible_to(actor).exclude(organisation=None)
    people: dict[int, set[int]] = {}
    for row in seen.select_related("stands_in_for"):
        known = people.setdefault(row.organisation_id or 0, set())
        if state_of(row, on) == State.HELD:
            known.add(row.person_id)
    rows = Organisation.objects.all()
    if not sees_everybody(actor):
        rows = rows.filter(pk__in=people)
    return [OrganisationRow(row, len(people.get(row.pk, ()))) for row in rows]


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, in the order of their list."""
    return [(kind.code, kind.label) for kind in role_kinds().values()]
