"""Who sees what of a dossier: where it is, what is reserved."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from ancrage.funding.models import Dossier, Entry
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Reach, ScopeKind, Where
from ancrage.people.models import Organisation

REGION = "region:"
"""What the financer of a regional council begins with."""
READ, READ_RESERVED, POST = "funding.read_dossiers", "funding.read_reserved", "funding.post"


def where_of(dossier: Dossier) -> Where:
    """All that a dossier touches: its place, who pays; who gets is told by his SIRET."""
    return Where(
        regions=dossier.region_codes | financer_where(dossier.financer).regions,
        territories=frozenset(filter(None, [dossier.territory])),
        operators=financer_where(dossier.financer).operators,
    )


def reserved_where(dossier: Dossier) -> Where:
    """Who knows of what is reserved: its territory, who pays; not its region."""
    whole = where_of(dossier)
    regions = financer_where(dossier.financer).regions
    return Where(regions, whole.territories, whole.operators)


def financer_where(financer: str) -> Where:
    """Whose money it is: a regional council's, or an operator's."""
    if financer.startswith(REGION):
        return Where(regions=frozenset({financer.removeprefix(REGION)}))
    return Where(operators=frozenset({financer}))


def own_sirets(actor: Actor) -> frozenset[str]:
    """The SIRET of the companies that somebody acts for. One query for who acts for one."""
    codes = actor.codes(ScopeKind.COMPANY)
    if not codes:
        return frozenset()
    held = Organisation.objects.filter(kind=Organisation.COMPANY, code__in=codes)
    return frozenset(held.exclude(siret="").values_list("siret", flat=True))


@dataclass(frozen=True)
class Access:
    """What somebody may see and do of one dossier; its amounts, dates and place are public.

    `sirets`: those that he acts for (`own_sirets`), when a list has asked for them once.
    """

    actor: Actor
    dossier: Dossier
    sirets: frozenset[str] | None = None

    @cached_property
    def is_full(self) -> bool:
        """Whether its names may be read: beneficiary, purpose, numbers, documents."""
        own = own_sirets(self.actor) if self.sirets is None else self.sirets
        if self.dossier.siret in own and not self.actor.seen_by:
            return True
        if self.dossier.is_reserved:
            return may(self.actor, READ_RESERVED, reserved_where(self.dossier))
        return may(self.actor, READ, where_of(self.dossier))

    @cached_property
    def may_post(self) -> bool:
        return may(self.actor, POST, financer_where(self.dossier.financer))


def reads_file(actor: Actor, entry: Entry) -> bool:
    """Whether somebody may have the file that an entry comes from: all of the financer's, so he
    reads all of its dossiers, those that are reserved too if some are in it."""
    where = financer_where(entry.financer)
    reserved = Entry.objects.filter(file=entry.file_id, dossier__is_reserved=True)
    return may(actor, READ, where) and (may(actor, READ_RESERVED, where) or not reserved.exists())


def read_by(actor: Actor) -> Q:
    """The dossiers of which somebody reads the names: he must not find others by their words."""
    if actor.seen_by:
        return Q(pk__in=[])
    who = rights().rights[READ].who
    if any(who.get(role) == Reach.ANY for role in actor.roles):
        reserved = rights().rights[READ_RESERVED].who
        is_any = any(reserved.get(role) == Reach.ANY for role in actor.roles)
        return Q() if is_any else Q(is_reserved=False)
    held = [h.scope for h in actor.holdings if who.get(h.role) == Reach.OWN]
    found = Q(siret__in=own_sirets(actor))
    for scope in held:
        found |= _touches(scope.kind, scope.code)
    return found


def _touches(kind: ScopeKind, code: str) -> Q:
    """The dossiers that a scope reaches."""
    if kind == ScopeKind.REGION:
        own = Q(financer=f"{REGION}{code}")
        return own | Q(regions__contains=f"|{code}|", is_reserved=False)
    field = {
        ScopeKind.TERRITORY: "territory",
        ScopeKind.OPERATOR: "financer",
    }.get(kind)
    return Q(**{field: code}) if field and code else Q(pk__in=[])
