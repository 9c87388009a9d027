"""The list of entries: narrowed by every cut, its sum at the top, taken away as it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ancrage.funding.access import Access, own_sirets
from ancrage.funding.definitions import chart
from ancrage.funding.models import Entry
from ancrage.funding.models.dossiers import PLACES
from ancrage.funding.queries.cuts import PARAMETERS, TOLD
from ancrage.funding.queries.entries import Total
from ancrage.funding.queries.names import KnownNames, read_names
from ancrage.funding.rules.cuts import TOTALS, UNKNOWN, Look
from ancrage.funding.words.money import RESERVED, place_words, source_of
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import named_scopes
from ancrage.requests.words import in_euros
from ancrage.roadmaps.definitions import words
from ancrage.ui.columns import Value
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows

MOST_PAGES = 200
"""Pages that can be turned; further, one narrows: the database would read all that comes before."""
MOST_EXPORTED = 200_000
"""Lines of a file; more take a spreadsheet longer than it takes to narrow."""
NEEDS = "needs"
FIRST_YEAR = 2018
"""The programme’s: earlier years are asked for in the address."""
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with what its reader may see of it."""

    entry: Entry
    is_full: bool
    names: Mapping[str, str]


@dataclass(eq=False, kw_only=True)
class LedgerTable(QueryTable):
    """A list that is narrowed and counted before: by its address, from the sums."""

    @cached_property
    def count(self) -> int:
        return self.total

    @property
    def page_count(self) -> int:
        return min(max(-(-self.count // self.page_size), 1), MOST_PAGES)

    def response(self) -> HttpResponse | None:
        if self._asked("format") and self.count > MOST_EXPORTED:
            told = _("Un fichier a %(most)d lignes au plus : filtrez la liste avant de l’emporter.")
            self.notices.append(told % {"most": MOST_EXPORTED})
            return None
        return super().response()


def entry_table(request: ActorRequest, rows: Rows, look: Look, total: Total) -> LedgerTable:
    """The entries that a look shows, already narrowed; `total`: what they hold together."""
    names = read_names()
    territories = _territories()
    table = LedgerTable(
        request,
        rows=rows,
        columns=_columns(request, names),
        filters=_filters(request, look, names, territories),
        present=lambda held: _presented(request, held, dict(territories)),
        known_total=total.count,
        caption=_("Écritures du grand livre"),
        filename="ecritures",
        source=source_of(is_invented=total.is_invented),
        as_of=french_date(request.as_at.date),
    )
    if table.count > MOST_PAGES * table.page_size:
        told = _(
            "Seules les %(most)d dernières écritures se feuillettent : filtrez pour les autres."
        )
        table.notices.append(told % {"most": MOST_PAGES * table.page_size})
    return table


def _presented(
    request: ActorRequest, held: Sequence[Entry], names: Mapping[str, str]
) -> list[EntryRow]:
    actor, own = request.actor, own_sirets(request.actor)
    return [
        EntryRow(
            entry, entry.dossier is not None and Access(actor, entry.dossier, own).is_full, names
        )
        for entry in held
    ]


def quality_of(row: EntryRow) -> Quality:
    """Made up, checked against its document, or declared."""
    if row.entry.is_demonstration:
        return Quality.SIMULATED
    return Quality.EXACT if row.entry.is_verified else Quality.DECLARED


def _columns(request: ActorRequest, names: KnownNames) -> tuple[QueryColumn, ...]:
    return (
        QueryColumn(
            "ecriture",
            _("Écriture"),
            lambda row: row.entry.pk,
            link=lambda row: link(request, "entry", row.entry.pk),
        ),
        QueryColumn("fait", _("Date du fait"), lambda row: row.entry.event_on, order="event_on"),
        QueryColumn("nature", _("Stade"), lambda row: chart().label(row.entry.stage)),
        QueryColumn(
            "montant",
            _("Montant"),
            lambda row: in_euros(row.entry.cents),
            unit="€",
            numeric=True,
            decimals=2,
            quality=quality_of,
        ),
        QueryColumn(
            "payeur",
            _("Financeur"),
            lambda row: names.financers.get(row.entry.financer, row.entry.financer),
        ),
        QueryColumn(
            "pour",
            _("Mesure"),
            lambda row: names.measures.get(row.entry.measure, row.entry.measure),
        ),
        QueryColumn("ou", _("Lieu"), lambda row: place_words(row.entry, row.names)),
        QueryColumn(
            "dossier_lie",
            _("Dossier"),
            lambda row: row.entry.dossier.code if row.entry.dossier else "",
            link=lambda row: (
                link(request, "dossier", row.entry.dossier.code) if row.entry.dossier else ""
            ),
        ),
        QueryColumn("beneficiaire", _("Bénéficiaire"), _told(lambda e: e.dossier.beneficiary)),
        *_more_columns(),
    )


def _more_columns() -> list[QueryColumn]:
    """Those that are shown when they are asked for."""

    def more(key: str, label: str, value: Callable[[EntryRow], Value]) -> QueryColumn:
        return QueryColumn(key, label, value, default=False)

    return [
        more("siret", _("SIRET"), _told(lambda e: e.dossier.siret)),
        more("numero", _("Numéro de dossier"), _told(lambda e: e.dossier.number)),
        more("piece", _("Pièce"), _told(lambda e: e.document)),
        more("objet", _("Objet"), _told(lambda e: e.dossier.purpose)),
        more("dispositif_lie", _("Dispositif"), lambda row: row.entry.scheme),
        more("saisie", _("Passée le"), lambda row: row.entry.entered_at.date()),
        more("debit", _("Compte débité"), lambda row: chart().accounts[row.entry.debit].label),
        more("credit", _("Compte crédité"), lambda row: chart().accounts[row.entry.credit].label),
        more("annule", _("Annule"), lambda row: row.entry.reverses_id),
        more("raison", _("Raison"), _told(lambda e: e.reason)),
        more("demonstration", _("Démonstration"), lambda row: row.entry.is_demonstration),
    ]


def _told(read: Any) -> Any:  # noqa: ANN401 as columns read
    """What only those who read the dossier's names see."""

    def value(row: EntryRow) -> Value:
        if row.entry.dossier is None:
            return ""
        told: Value = read(row.entry) if row.is_full else _(RESERVED)
        return told

    return value


# Filters: the rows are narrowed by the address before the table sees them.


def _filters(
    request: ActorRequest, look: Look, names: KnownNames, territories: Choices
) -> list[QueryFilter]:
    stages = chart().stages
    years = range(request.as_at.date.year, FIRST_YEAR - 1, -1)
    choices: dict[str, tuple[str, Choices]] = {
        "total": (_("Total net"), [(code, stages[code].label) for code in TOTALS]),
        "stage": (_("Stade"), [(s.code, s.label) for s in stages.values()]),
        "financer": (_("Financeur"), list(names.financers.items())),
        "measure": (_("Mesure"), list(names.measures.items())),
        "need": (_("Besoin"), list(words(NEEDS).items())),
        "territory": (_("Territoire"), territories),
        "place": (_("Lieu"), PLACES),
        "region": (_("Région"), list(names.regions.items())),
        "year": (_("Année"), [(str(year), str(year)) for year in years]),
        "scheme": (_("Dispositif"), []),
        "programme": (_("Programme"), []),
        "known_on": (_("Tel que connu le"), []),
    }
    return [
        _filter(field, label, held, str(getattr(look, field) or ""))
        for field, (label, held) in choices.items()
        if held or getattr(look, field)
    ]


def _territories() -> Choices:
    return [(one.scope.code, one.label) for one in named_scopes(ScopeKind.TERRITORY)]


def _filter(field: str, label: str, held: Choices, asked: str) -> QueryFilter:
    """A choice of one cut; what the address asks for is one of its values."""
    blank: Choices = [(UNKNOWN, _("non renseigné"))] if field in TOLD else []
    known = {code for code, _label in (*held, *blank)}
    own: Choices = [(asked, asked)] if asked and asked not in known else []
    return QueryFilter(
        key=PARAMETERS[field],
        label=label,
        choices=[*held, *own, *blank],
        narrow=lambda rows, _value: rows,
    )
