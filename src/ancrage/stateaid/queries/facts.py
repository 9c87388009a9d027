"""What is known of companies, as a check takes it: their links, their aid, the dated tables."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q
from django.utils.timezone import localdate

from ancrage.funding.actions.rows import in_chunks
from ancrage.funding.models import Dossier
from ancrage.stateaid.models import CompanyLink, Declaration, Undertaking
from ancrage.stateaid.queries.knowing import known
from ancrage.stateaid.queries.received import aids_of, costs_of
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.rules.model import Aid, Company, Link, Tables

ENDS = ("holder", "holder_name", "held", "held_name")


@dataclass(frozen=True)
class Facts:
    """What is known of some companies and of all that are linked to them, at any time. `costs`: the
    aid that our ledger gave, to whomever, for the projects that are asked about."""

    companies: Mapping[str, Company]
    declared: Mapping[str, Sequence[dt.date]]
    links: Sequence[Link]
    aids: Sequence[Aid]
    tables: Tables
    known_on: dt.date
    costs: Sequence[Aid] = ()

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
    links = links_around(sirens, known_on=known_on)
    reached = {*sirens, *(end for link in links for end in (link.holder, link.held))}
    tables = tables_at(known_on, communes=communes)
    declared = _declarations(reached, known_on)
    return Facts(
        companies_of(reached),
        {siren: [one.as_of for one in rows] for siren, rows in declared.items()},
        links,
        aids_of(reached, tables=tables, known_on=known_on),
        tables,
        known_on or dt.date.max,
        costs_of(projects, tables=tables, known_on=known_on),
    )


def links_around(
    sirens: Collection[str], *, known_on: dt.date | None = None, withdrawn_too: bool = False
) -> list[Link]:
    """The links that join these companies to others, through chains, whatever their dates.

    `withdrawn_too`: also those that were told by mistake, for what was said meanwhile.
    """
    found: dict[int, CompanyLink] = {}
    alive = Q() if withdrawn_too else known(known_on)
    seen: set[str] = set()
    ahead = set(sirens)
    while ahead:
        seen |= ahead
        rows: list[CompanyLink] = []
        for chunk in in_chunks(sorted(ahead), size=400):
            rows += CompanyLink.objects.filter(alive, Q(holder__in=chunk) | Q(held__in=chunk))
        found |= {row.pk: row for row in rows}
        ahead = {end for row in rows for end in (row.holder, row.held)} - seen
    return [_link(found[pk]) for pk in sorted(found)]


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


def _declarations(
    sirens: Collection[str], known_on: dt.date | None
) -> dict[str, list[Declaration]]:
    """What companies declared, by SIREN, the oldest state first."""
    found = defaultdict(list)
    for chunk in in_chunks(sorted(sirens)):
        rows = Declaration.objects.filter(known(known_on), siren__in=chunk)
        for row in rows.order_by("as_of", "pk"):
            found[row.siren].append(row)
    return found


def companies_of(sirens: Collection[str]) -> dict[str, Company]:
    """What is known of each company itself, as known today."""
    told: dict[str, Undertaking] = {}
    names: dict[str, str] = {}
    for chunk in in_chunks(sorted(sirens)):
        told |= {row.siren: row for row in Undertaking.objects.filter(siren__in=chunk)}
        names |= _names(chunk)
    return {siren: _company(siren, told.get(siren), names.get(siren, "")) for siren in sirens}


def _names(sirens: Sequence[str]) -> dict[str, str]:
    """How others call these companies: our dossiers, links, then themselves when they declare."""
    dossiers = Dossier.objects.filter(siren__in=sirens).exclude(beneficiary="")
    found = dict(dossiers.order_by("pk").values_list("siren", "beneficiary"))
    links = CompanyLink.objects.filter(Q(holder__in=sirens) | Q(held__in=sirens)).order_by("pk")
    for holder, holder_name, held, held_name in links.values_list(*ENDS):
        told = {holder: holder_name, held: held_name}
        found |= {siren: name for siren, name in told.items() if name}
    declared = Declaration.objects.filter(siren__in=sirens).order_by("as_of", "pk")
    return found | dict(declared.values_list("siren", "name"))


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
