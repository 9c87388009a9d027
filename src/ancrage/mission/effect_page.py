"""The effect of the scores as its page shows it: figures, who came in and went out, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.kernel.quality import Quality
from ancrage.mission.models import Effect, Mission
from ancrage.mission.rules.outcomes import WORDS, Standing
from ancrage.people.middleware import ActorRequest
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.summary import region_names
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date, number
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Table

CAUSES = {
    "excluded": gettext_lazy("une note sous le minimum"),
    "imposed": gettext_lazy("une entrée d’office"),
    "bonus": gettext_lazy("un bonus"),
    "knock_on": gettext_lazy("par contrecoup : les autres choix ont bougé"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A territory that came in, went out or changed, in words."""

    name: str
    region: str
    joined: list[str]
    left: list[str]
    causes: list[str]


@dataclass(frozen=True, slots=True)
class RegionChange:
    """What a region wins or loses in value, without the scores, and in covered jobs."""

    name: str
    territories: str
    jobs: str
    value: str


@dataclass(frozen=True, slots=True)
class EffectView:
    """Everything that the page says of a computed effect."""

    came_in: list[Change]
    went_out: list[Change]
    changed: list[Change]
    unchanged: int
    figures: list[Figure]
    regions: list[RegionChange]
    outcomes: Table

    @property
    def is_nothing(self) -> bool:
        return not (self.came_in or self.went_out or self.changed)


def effect_view(request: ActorRequest, mission: Mission, effect: Effect) -> EffectView:
    """What the scores changed. Two queries."""
    told, names = effect.changes or {}, region_names()
    units = {unit.siren: unit.name for unit in loaded_country().units}

    def changes(key: str) -> list[Change]:
        return [_change(swap, names, units) for swap in told[key]]

    return EffectView(
        came_in=changes("came_in"),
        went_out=changes("went_out"),
        changed=changes("changed"),
        unchanged=told["unchanged"],
        figures=_figures(told, effect),
        regions=[_region(line, names) for line in told["regions"]],
        outcomes=outcomes_table(request, mission, told["outcomes"]),
    )


def _change(swap: Mapping[str, Any], names: Mapping[str, str], units: Mapping[str, str]) -> Change:
    return Change(
        name=swap["name"],
        region=names.get(swap["region"], swap["region"]),
        joined=[units.get(siren, siren) for siren in swap["joined"]],
        left=[units.get(siren, siren) for siren in swap["left"]],
        causes=[str(CAUSES[cause]) for cause in swap["causes"]],
    )


def _figures(told: Mapping[str, Any], effect: Effect) -> list[Figure]:
    as_of = french_date(effect.day)
    source = _("deux identifications d’Ancrage, sans et avec les notes")

    def figure(value: float | None, label: str, unit: str = "", decimals: int = 0) -> Figure:
        return Figure(
            value=value,
            label=label,
            unit=unit,
            as_of=as_of,
            source=source,
            quality=Quality.SIMULATED,
            decimals=decimals,
        )

    return [
        figure(len(told["came_in"]), _("Territoires entrés")),
        figure(len(told["went_out"]), _("Territoires sortis")),
        figure(len(told["changed"]), _("Territoires redessinés")),
        figure(
            told["value_change"],
            _("Valeur gagnée ou perdue, comptée sans les notes"),
            decimals=0,
        ),
        figure(
            told["jobs_after"] - told["jobs_before"],
            _("Emplois industriels couverts, en plus ou en moins"),
            _("emplois"),
        ),
        figure(
            told["share_change"] * 100,
            _("Couverture des emplois industriels, en plus ou en moins"),
            _("points"),
            2,
        ),
    ]


def _region(line: Mapping[str, Any], names: Mapping[str, str]) -> RegionChange:
    value = line["value_change"]
    return RegionChange(
        name=names.get(line["region"], line["region"]),
        territories=signed(line["territories_after"] - line["territories_before"]),
        jobs=signed(line["jobs_after"] - line["jobs_before"]),
        value=_("inconnu") if value is None else signed(value),
    )


def signed(value: float) -> str:
    """« +1 234 », « −12 », « 0 »."""
    written = number(value)
    return f"+{written}" if value > 0 and written != "0" else written


def outcomes_table(request: ActorRequest, mission: Mission, told: list[dict[str, Any]]) -> Table:
    """What the scores made of each candidate."""
    columns = (
        Column(
            "nom",
            _("Candidat"),
            lambda row: row["name"],
            link=lambda row: link(request, "mission_candidate", mission.code, int(row["code"])),
        ),
        Column(
            "note",
            _("Note"),
            lambda row: None if row["score"] is None else row["score"] * 100,
            unit=_("sur 100"),
            numeric=True,
            decimals=1,
        ),
        Column(
            "sans",
            _("Liste sans les notes"),
            lambda row: WORDS[Standing(row["before"])],
            filterable=True,
        ),
        Column(
            "avec",
            _("Liste avec les notes"),
            lambda row: WORDS[Standing(row["after"])],
            filterable=True,
        ),
        Column("pourquoi", _("Ce que sa note a changé"), lambda row: row["why"]),
        Column(
            "membres",
            _("Intercommunalités dans la liste"),
            lambda row: f"{row['covered_after']}/{row['members']}",
            default=False,
        ),
    )
    return Table(
        request,
        rows=told,
        columns=columns,
        search=lambda row: row["name"],
        caption=_("Candidat par candidat"),
        filename=f"effet-{mission.code}",
        default_sort="-note",
        source=_("mission « %s »") % mission.name,
    )
