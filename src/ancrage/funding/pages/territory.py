"""What a territory's page of money shows: figures, tables of both accounts, those like it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ancrage.funding.access import READ
from ancrage.funding.queries.lines import MoneyLine
from ancrage.funding.queries.territories import DeclaredHere, Like, Traced
from ancrage.funding.rules.axes import AXES
from ancrage.funding.rules.cuts import GRANTED, PAID, REQUESTED, UNKNOWN, Look, Sums
from ancrage.funding.rules.declared import Beside
from ancrage.funding.rules.wording import SIMULATED, spoken
from ancrage.funding.tables.money import KEYS, amount_figure, entries_url, lines_table
from ancrage.funding.words.money import source_of
from ancrage.geography.models import Territory
from ancrage.journal.policy import may
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Where
from ancrage.kernel.text import long_date, typeset
from ancrage.people.middleware import ActorRequest
from ancrage.ui.columns import Column, Value
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Table

HEADLINE = (REQUESTED, GRANTED, PAID)


@dataclass(frozen=True)
class TerritoryMoney:
    """A territory with all that is told of its money."""

    request: ActorRequest
    territory: Territory
    look: Look
    traced: Traced
    declared: DeclaredHere
    alike: Sequence[Like]

    @property
    def is_invented(self) -> bool:
        roadmap = self.declared.held.roadmap
        return self.traced.sums.is_invented or bool(roadmap and roadmap.is_demonstration)

    @property
    def source(self) -> str:
        return source_of(is_invented=self.is_invented)

    @property
    def as_of(self) -> str:
        return french_date(self.request.as_at.date)

    def figure(self, total: str) -> Figure:
        """A total with its day, its source and its quality."""
        return amount_figure(
            str(KEYS[total][1]),
            self.traced.sums.at(total),
            as_of=self.as_of,
            source=self.source,
            is_invented=self.is_invented,
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables of the page, by the prefix of each."""
        lines = {
            "financeur": self.traced.financers,
            "mesure": self.traced.measures,
            "annee": self.traced.years,
        }
        by_axis = {code: self._lines(code, held) for code, held in lines.items()}
        return by_axis | {
            "fiches": self._beside(_("Fiche action"), self.declared.sheets, is_sheets=True),
            "declares": self._beside(_("Financeur"), self.declared.financers, is_sheets=False),
            "semblables": self._alike(),
        }

    def _lines(self, code: str, lines: Sequence[MoneyLine]) -> Table:
        return lines_table(
            self.request,
            lines,
            (AXES[code],),
            self.traced.sums,
            source=self.source,
            as_of=self.as_of,
            prefix=f"{code}-",
        )

    def _beside(self, label: str, rows: Sequence[Beside], *, is_sheets: bool) -> Table:
        prefix = "fiches" if is_sheets else "declares"
        entries = EntriesOf(self.request, self.look, is_sheets=is_sheets)
        return Table(
            self.request,
            rows=rows,
            columns=(
                Column(
                    "nom", label, lambda one: one.label, link=self._sheet_url if is_sheets else None
                ),
                *_declared_columns(),
                *(_traced_column(entries, total) for total in HEADLINE),
                _euros("ecart", _("Écart sur l’accordé"), lambda one: one.gap),
                Column("constat", _("Constat"), lambda one: one.finding, filterable=True),
            ),
            caption=_("Déclaré par les fiches, retracé par le grand livre, par %s") % label.lower(),
            filename=f"argent-{prefix}-{self.territory.code}",
            source=f"{_('fiches action')} ; {self.source}",
            as_of=self.as_of,
            prefix=f"{prefix}-",
        )

    def _sheet_url(self, one: Beside) -> str:
        return link(self.request, "sheet", one.code) if one.code not in ("", "*") else ""

    def _alike(self) -> Table:
        return Table(
            self.request,
            rows=self.alike,
            columns=(
                Column("nom", _("Territoire"), lambda one: one.row.name, link=self._like_url),
                Column(
                    "distance",
                    _("Distance"),
                    lambda one: one.distance,
                    numeric=True,
                    decimals=2,
                    quality=Quality.ESTIMATE,
                ),
                *(_like_amount(total) for total in HEADLINE),
                _ratio("habitant", _("Accordé par habitant"), "population"),
                _ratio("emploi", _("Accordé par emploi industriel"), "industrial_jobs"),
            ),
            caption=_("Les territoires semblables"),
            filename=f"argent-semblables-{self.territory.code}",
            source=self.source,
            as_of=self.as_of,
            prefix="semblables-",
            controls=False,
            page_size=0,
        )

    def _like_url(self, one: Like) -> str:
        return link(self.request, "territory_money", one.row.version, one.row.code)


@dataclass(frozen=True, slots=True)
class EntriesOf:
    """Where a sum of the ledger opens down to."""

    request: ActorRequest
    look: Look
    is_sheets: bool

    def url(self, one: Beside, total: str) -> str:
        """The entries of a line; none for those of several sheets that one does not read."""
        if not one.traced.at(total) or one.code == "*":
            return ""
        if not self.is_sheets:
            return entries_url(self.request, replace(self.look, financer=one.code), total)
        return entries_url(self.request, self.look, total, fiche=one.code or UNKNOWN)


def _euros(
    key: str, label: str, read: Callable[[Any], int | None], *, default: bool = True
) -> Column:
    def value(one: object) -> Value:
        cents = read(one)
        return None if cents is None else cents / 100

    return Column(key, label, value, unit="€", numeric=True, decimals=2, default=default)


def _declared_columns() -> tuple[Column, ...]:
    return (
        _euros("dit_demande", _("Demandé, fiche"), lambda one: one.declared.asked),
        _euros("dit_promis", _("Promis, fiche"), lambda one: one.declared.promised, default=False),
        _euros("dit_accorde", _("Accordé, fiche"), lambda one: one.declared.granted),
        _euros("dit_paye", _("Payé, fiche"), lambda one: one.declared.paid),
    )


def _traced_column(entries: EntriesOf, total: str) -> Column:
    key, label = KEYS[total]
    return Column(
        key,
        _("%s, grand livre") % label,
        lambda one: one.traced.at(total) / 100,
        unit="€",
        numeric=True,
        decimals=2,
        link=lambda one: entries.url(one, total),
    )


def _like_amount(total: str) -> Column:
    key, label = KEYS[total]
    return _euros(key, str(label), lambda one: one.sums.at(total))


def _ratio(key: str, label: str, figure: str) -> Column:
    def value(one: Like) -> Value:
        count = getattr(one.row, figure)
        return one.sums.at(GRANTED) / 100 / count if count else None

    is_job = figure == "industrial_jobs"
    quality = Quality.ESTIMATE if is_job else None
    return Column(key, label, value, unit="€", numeric=True, decimals=2, quality=quality)


def context_of(page: TerritoryMoney, where: Where) -> dict[str, object]:
    """What the page shows."""
    request, territory = page.request, page.territory
    version = territory.version
    may_read = may(request.actor, READ, where)
    return {
        "page": page,
        "territory": territory,
        "simulated": SIMULATED if page.is_invented else "",
        "sentences": sentences(page),
        "figures": [
            (page.figure(total), entries_url(request, page.look, total)) for total in HEADLINE
        ],
        "tables": page.tables,
        "dossiers_url": link(request, "dossiers", territoire=page.look.territory)
        if may_read
        else "",
        "roadmap_url": link(request, "roadmap", version.pk, territory.code),
        "is_past": request.as_at.explicit,
        "breadcrumb": [
            (version.marked_name, link(request, "territories", liste=version.pk)),
            (territory.name, link(request, "territory", version.pk, territory.code)),
            (_("Argent"), ""),
        ],
    }


def sentences(page: TerritoryMoney) -> list[str]:
    """What both accounts say, and how far apart they are."""
    sums: Sums = page.traced.sums
    day = long_date(page.request.as_at.date)
    told = [
        f"Au {day}, le grand livre retrace ici {spoken(sums.at(REQUESTED))} demandés, "
        f"{spoken(sums.at(GRANTED))} accordés et {spoken(sums.at(PAID))} payés."
    ]
    if sums.at(PAID) > sums.at(GRANTED):
        told.append(
            "Il y est payé plus qu’accordé : ce qui fut accordé avant que la liste ne place la "
            "commune ici est compté là où elle était alors."
        )
    declared = page.declared.whole.granted
    if declared is None:
        told.append("Les fiches action que vous lisez ne disent rien de ce qui est accordé.")
    else:
        lost = sum(1 for one in page.declared.sheets if one.is_lost)
        told.append(
            f"Les fiches action déclarent {spoken(declared)} accordés : c’est un autre compte du "
            "même argent, qui ne s’ajoute pas au premier."
        )
        if lost:
            word = "fiches déclarent" if lost > 1 else "fiche déclare"
            told.append(f"{lost} {word} un accord que le grand livre ne retrace pas.")
    return [typeset(sentence) for sentence in told]
