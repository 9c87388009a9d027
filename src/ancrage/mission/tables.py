"""The table of a mission's candidates: searched, filtered, sorted, taken away."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ancrage.geography.measures import BY_KEY, FigureBook
from ancrage.geography.outlines import geometry_geojson
from ancrage.geography.queries.totals import Totals
from ancrage.mission.models import Mission
from ancrage.mission.queries.overview import CandidateRow
from ancrage.mission.rules.application import ORIGINS
from ancrage.mission.words import state_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.exports import Cell
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Row, Table


class ScoreColumn(Column):
    """A score that is not settled yet is no unknown figure: there is none, and nothing is said."""

    def text(self, row: Row) -> str:
        return "" if self.value(row) is None else Column.text(self, row)

    def cell(self, row: Row) -> Cell:
        return None if self.value(row) is None else Column.cell(self, row)


def candidates_table(
    request: ActorRequest,
    *,
    mission: Mission,
    rows: Sequence[CandidateRow],
    regions: Mapping[str, str],
    book: FigureBook,
    country: Totals,
) -> Table:
    """The candidates that the reader may see; scores are there once they are settled."""
    jobs = BY_KEY["industrial_jobs"]
    return Table(
        request,
        rows=rows,
        columns=(*_said_columns(request, mission, regions), *_figure_columns(book, country)),
        filters=(
            Filter(
                "membre",
                _("Avec l’intercommunalité"),
                lambda row: [place.name for place in row.places],
            ),
        ),
        search=lambda row: f"{row.candidate.shown_name} {_names(row)}",
        caption=_("Candidats : %(name)s") % {"name": mission.name},
        filename=f"candidats-{mission.code}",
        source=book.source(jobs),
        as_of=book.vintage(jobs),
        default_sort="numero",
        geometry=lambda row: geometry_geojson(row.candidate.members),
    )


def _said_columns(
    request: ActorRequest, mission: Mission, regions: Mapping[str, str]
) -> tuple[Column, ...]:
    return (
        Column(
            "nom",
            _("Candidat"),
            lambda row: row.candidate.shown_name,
            link=lambda row: link(request, "mission_candidate", mission.code, row.candidate.number),
        ),
        Column("numero", _("Numéro"), lambda row: row.candidate.number, numeric=True),
        Column("origine", _("Origine"), lambda row: ORIGINS[row.candidate.origin], filterable=True),
        Column(
            "region",
            _("Région"),
            lambda row: regions.get(row.candidate.region, row.candidate.region),
            filterable=True,
        ),
        Column(
            "etat",
            _("État"),
            lambda row: state_of("candidate", row.candidate.state).label,
            filterable=True,
        ),
        ScoreColumn("note", _("Note"), _score, unit=_("sur 100"), numeric=True, decimals=1),
        Column(
            "membres",
            _("Intercommunalités"),
            lambda row: len(row.candidate.members),
            numeric=True,
            default=False,
        ),
        Column(
            "depot",
            _("Déposée le"),
            lambda row: row.candidate.submitted_at and row.candidate.submitted_at.date(),
            default=False,
        ),
    )


def _figure_columns(book: FigureBook, country: Totals) -> tuple[Column, ...]:
    jobs, population, share = (
        BY_KEY[key] for key in ("industrial_jobs", "population", "industrial_share")
    )
    return (
        Column(
            "population",
            _("Population"),
            lambda row: row.totals.population,
            numeric=True,
            unit=str(population.unit),
            quality=book.quality(population),
            default=False,
        ),
        Column(
            "emplois",
            _("Emplois industriels"),
            lambda row: row.totals.industrial_jobs,
            numeric=True,
            quality=book.quality(jobs),
        ),
        Column(
            "part",
            _("Part de l’industrie"),
            lambda row: share.value(row.totals, country),
            percent=True,
            decimals=1,
            quality=book.quality(share),
        ),
    )


def _score(row: CandidateRow) -> float | None:
    return None if row.candidate.score is None else float(row.candidate.score)


def _names(row: CandidateRow) -> str:
    return " ".join(place.name for place in row.places)
