"""What was told of a company: links, declarations, aid, the undertaking that it is of."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ancrage.funding.models import Dossier
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import reads_company
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import (
    Check,
    CompanyLink,
    Declaration,
    ImportedTable,
    Undertaking,
)
from ancrage.stateaid.queries.facts import Facts, facts_of
from ancrage.stateaid.rules.groups import undertaking
from ancrage.stateaid.rules.model import Aid, Company


@dataclass(frozen=True, slots=True)
class Known:
    """A company on a day, as known on another. `described`: None when nobody described it.
    `group`: SIREN of its undertaking that day, with why; `aids`: theirs; `links`: of all that a
    link ever joined to it, whatever their dates; `declarations`: each with the `count` of its aids.
    """

    facts: Facts
    company: Company
    described: Undertaking | None
    on: dt.date
    group: Mapping[str, str]
    links: Sequence[CompanyLink]
    aids: Sequence[Aid]
    declarations: Sequence[Declaration]

    @property
    def siren(self) -> str:
        return self.company.siren

    @property
    def checks(self) -> "QuerySet[Check]":
        """The verdicts on grants to it."""
        return Check.objects.filter(siren=self.siren)

    @property
    def dossiers(self) -> "QuerySet[Dossier]":
        """Those of the companies of its undertaking in our ledger."""
        return Dossier.objects.filter(siren__in=self.group)

    @property
    def names(self) -> dict[str, str]:
        """The names of the companies that a link ever joined to it, by SIREN."""
        return {code: held.name for code, held in self.facts.companies.items()}

    @property
    def received(self) -> list[Aid]:
        """What the undertaking had received by that day."""
        return [aid for aid in self.aids if aid.granted_on <= self.on]


def known_of(siren: str, *, on: dt.date, known_on: dt.date | None = None) -> Known:
    """All that is known of a company and of those linked to it."""
    facts = facts_of([siren], known_on=known_on)
    told = facts.told
    group = undertaking(siren, facts.links, on=on, known_on=facts.known_on, kinds=regimes().kinds)
    aids = [aid for aid in facts.aids if {aid.siren, aid.benefited} & group.keys()]
    return Known(
        facts=facts,
        company=facts.company(siren, on),
        described=told.described.get(siren),
        on=on,
        group=group,
        links=sorted(told.links, key=lambda link: (link.since, link.pk)),
        aids=sorted(aids, key=lambda aid: (aid.granted_on, aid.code)),
        declarations=[one for one in reversed(told.declarations) if one.siren == siren],
    )


def links_of(siren: str) -> "QuerySet[CompanyLink]":
    """Every link that a company has or had, withdrawn ones too."""
    return CompanyLink.objects.filter(Q(holder=siren) | Q(held=siren))


def declarations_of(siren: str) -> "QuerySet[Declaration]":
    """Everything that a company declared, the last state first; withdrawn ones too."""
    rows = Declaration.objects.filter(siren=siren).select_related("file")
    return rows.prefetch_related("aids")


def find_link(actor: Actor, reference: str) -> CompanyLink | None:
    """A link between companies of which somebody reads one."""
    held = CompanyLink.objects.filter(reference=reference).first()
    is_read = held is not None and any(
        reads_company(actor, end) for end in (held.holder, held.held)
    )
    return held if is_read else None


def find_declaration(actor: Actor, reference: str) -> Declaration | None:
    """A declaration of a company that somebody reads."""
    held = Declaration.objects.filter(reference=reference).select_related("file").first()
    return held if held is not None and reads_company(actor, held.siren) else None


def find_table(reference: str) -> ImportedTable | None:
    """A table that was imported: its file's name, its source and its state are public."""
    return ImportedTable.objects.filter(reference=reference).first()
