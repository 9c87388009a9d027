"""What is known of companies, as a check takes it: their links, their aid, the dated tables."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count, Q
from django.utils.timezone import localdate

from ancrage.funding.models import Dossier
from ancrage.kernel.chunks import in_chunks
from ancrage.stateaid.models import CompanyLink, Declaration, Undertaking
from ancrage.stateaid.queries.knowing import was_known
from ancrage.stateaid.queries.received import aids_of, costs_of
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.rules.model import Aid, Company, Link, Tables


@dataclass(frozen=True, slots=True)
class Told:
    """Rows that tell of some companies, withdrawn ones too: what describes them, their links, their
    declarations from the oldest state, each with the `count` of its aids."""

    described: Mapping[str, Undertaking]
    links: Sequence[CompanyLink]
    declarations: Sequence[Declaration]


@dataclass(frozen=True)
class Facts:
    """What is known of some companies and of all that are linked to them, at any time. `costs`: the
    aid that our ledger gave, to whomever, for the projects that are asked about. `told`: the rows
    that tell of them."""

    companies: Mapping[str, Company]
    declared: Mapping[str, Sequence[dt.date]]
    links: Sequence[Link]
    aids: Sequence[Aid]
    tables: Tables
    known_on: dt.date
    costs: Sequence[Aid] = ()
    told: Told = Told({}, (), ())

    def company(self, siren: str, on: dt.date) -> Company:
        """A company as it had declared itself by a day: its links, and what its group received."""
        told = [day for day in self.declared.get(siren, ()) if day <= on]
        held = self.companies.get(siren) or Company(siren)
        last = max(told, default=None)
        return replace(held, links_known_on=last, declared_on=last)

    def cluster_of(self, siren: str) -> str:
        """The first SIREN of all those that links join to a company, whatever their dates."""
        return min(self._cluster.get(siren, {siren}))

    def around(self, siren: str, project: str = "") -> "Facts":
        """The same of one company, of those linked to it, directly or not, and of a project."""
        reached = self._cluster.get(siren, frozenset({siren}))
        others = self._costs.get(project, ()) if project else ()
        return Facts(
            self.companies,
            self.declared,
            self._links.get(min(reached), ()),
            [
                *(aid for one in sorted(reached) for aid in self._aids.get(one, ())),
                *(aid for aid in others if aid.siren not in reached),
            ],
            self.tables,
            self.known_on,
        )

    @cached_property
    def _cluster(self) -> dict[str, frozenset[str]]:
        """All that links join, whatever their dates, by each company of it."""
        found: dict[str, set[str]] = {}
        for link in self.links:
            joined = found.get(link.holder, {link.holder}) | found.get(link.held, {link.held})
            for one in joined:
                found[one] = joined
        return {one: frozenset(joined) for one, joined in found.items()}

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        """The links of each cluster, by its first SIREN."""
        found = defaultdict(list)
        for link in self.links:
            found[min(self._cluster[link.holder])].append(link)
        return found

    @cached_property
    def _aids(self) -> dict[str, list[Aid]]:
        found = defaultdict(list)
        for aid in self.aids:
            found[aid.siren].append(aid)
        return found

    @cached_property
    def _costs(self) -> dict[str, list[Aid]]:
        found = defaultdict(list)
        for aid in self.costs:
            found[aid.project].append(aid)
        return found


def facts_of(
    sirens: Collection[str],
    *,
    communes: Collection[str] = (),
    projects: Collection[str] = (),
    known_on: dt.date | None = None,
) -> Facts:
    """What is known of these companies, of all linked to them, of the zones of these communes and
    of what pays for these projects, on a day (None: now)."""
    rows = _links_around(sirens, lambda row: was_known(row, known_on))
    links = [_link(row) for row in rows if was_known(row, known_on)]
    reached = {*sirens, *(end for link in links for end in (link.holder, link.held))}
    tables = tables_at(known_on, communes=communes)
    told = _told_of(reached, rows)
    declared = defaultdict(list)
    for row in told.declarations:
        if was_known(row, known_on):
            declared[row.siren].append(row.as_of)
    return Facts(
        _companies(reached, told),
        declared,
        links,
        aids_of(reached, tables=tables, known_on=known_on),
        tables,
        known_on or dt.date.max,
        costs_of(projects, tables=tables, known_on=known_on),
        told,
    )


def links_around(sirens: Collection[str], *, withdrawn_too: bool = False) -> list[Link]:
    """The links that join these companies to others, through chains, whatever their dates.

    `withdrawn_too`: also those that were told by mistake, for what was said meanwhile.
    """
    rows = _links_around(sirens, lambda row: withdrawn_too or was_known(row, None))
    return [_link(row) for row in rows if withdrawn_too or was_known(row, None)]


def _links_around(
    sirens: Collection[str], joins: Callable[[CompanyLink], bool]
) -> list[CompanyLink]:
    """Every link of these companies and of those that links which join lead to, in the order in
    which they were told."""
    found: dict[int, CompanyLink] = {}
    seen: set[str] = set()
    ahead = set(sirens)
    while ahead:
        seen |= ahead
        rows: list[CompanyLink] = []
        for chunk in in_chunks(sorted(ahead), size=400):
            rows += CompanyLink.objects.filter(Q(holder__in=chunk) | Q(held__in=chunk))
        found |= {row.pk: row for row in rows}
        ahead = {end for row in rows if joins(row) for end in (row.holder, row.held)} - seen
    return [found[pk] for pk in sorted(found)]


def _link(row: CompanyLink) -> Link:
    return Link(
        holder=row.holder,
        held=row.held,
        kind=row.kind,
        since=row.since,
        until=row.until,
        source=row.source,
        recorded_on=localdate(row.recorded_at),
        equity=(row.equity[0], row.equity[1]) if row.equity else None,
    )


def linked_to(sirens: Collection[str]) -> frozenset[str]:
    """These companies and all that a link joins or joined to them, withdrawn ones too: those whose
    verdicts may change when something is learnt of one of them."""
    links = links_around(sirens, withdrawn_too=True)
    return frozenset({*sirens, *(end for link in links for end in (link.holder, link.held))})


def companies_of(sirens: Collection[str]) -> dict[str, Company]:
    """What is known of each company itself, as known today."""
    links: dict[int, CompanyLink] = {}
    for chunk in in_chunks(sorted(sirens), size=400):
        rows = CompanyLink.objects.filter(Q(holder__in=chunk) | Q(held__in=chunk))
        links |= {row.pk: row for row in rows}
    return _companies(sirens, _told_of(sirens, [links[pk] for pk in sorted(links)]))


def _told_of(sirens: Collection[str], links: Sequence[CompanyLink]) -> Told:
    """The rows that tell of these companies, whose links are read."""
    described: dict[str, Undertaking] = {}
    declared: list[Declaration] = []
    for chunk in in_chunks(sorted(sirens)):
        described |= {row.siren: row for row in Undertaking.objects.filter(siren__in=chunk)}
        declared += Declaration.objects.filter(siren__in=chunk).annotate(count=Count("aids"))
    return Told(described, links, sorted(declared, key=lambda one: (one.as_of, one.pk)))


def _companies(sirens: Collection[str], told: Told) -> dict[str, Company]:
    """What is known of each company itself, with how others call it: our dossiers, links, then
    itself when it declares."""
    names: dict[str, str] = {}
    for chunk in in_chunks(sorted(sirens)):
        dossiers = Dossier.objects.filter(siren__in=chunk).exclude(beneficiary="")
        names |= dict(dossiers.order_by("pk").values_list("siren", "beneficiary"))
    for link in told.links:
        ends = {link.holder: link.holder_name, link.held: link.held_name}
        names |= {siren: name for siren, name in ends.items() if name}
    names |= {one.siren: one.name for one in told.declarations}
    return {
        siren: _company(siren, told.described.get(siren), names.get(siren, "")) for siren in sirens
    }


def _company(siren: str, told: Undertaking | None, name: str) -> Company:
    if told is None:
        return Company(siren, name)
    return Company(
        siren=siren,
        name=told.name or name,
        size=told.size,
        year_end=_year_end(told.year_end),
        road_freight=told.road_freight,
    )


def _year_end(text: str) -> tuple[int, int] | None:
    """« 12-31 » as a month and a day."""
    if not text:
        return None
    month, day = text.split("-")
    return int(month), int(day)
