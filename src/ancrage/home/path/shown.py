"""What pages show of roads: a visible path, the nation's map, the counts by stage."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.contracts.definitions import state_of
from ancrage.contracts.models import Act
from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.home.path.definitions import Road
from ancrage.home.path.gathering import TerritoryRoad
from ancrage.home.path.rules import Standing, Status, Step
from ancrage.people.roles import role_label
from ancrage.ui.formats import UNKNOWN, french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Table

COLOURS = (
    "map-c0",
    "map-c1",
    "map-c2",
    "map-c3",
    "map-c4",
    "map-c5",
    "map-c6",
    "map-q5",
    "map-q2",
)
"""Of the stages, in order; those after the seventh have colours of their own."""
NOWHERE = "map-none"
SOURCE = "Ancrage, d’après ce que vous pouvez lire des listes, rôles, fiches, contrats et comités"
STAGE = "etape"


def who_words(step: Step) -> str:
    """« élu référent, industriel référent »."""
    return ", ".join(role_label(role) for role in step.stage.who)


def stage_words(standing: Standing) -> str:
    """Where it stands, and that nobody knows since when; « inconnu » when nothing is proved."""
    if standing.here is None:
        return UNKNOWN
    label = standing.here.stage.label
    return label if standing.since else _("%s, date inconnue") % label


def pending_words(act: Act | None) -> str:
    """« contrat, à la signature » of the act in progress; "" for none."""
    return f"{act.name}, {state_of(act.state).label}" if act else ""


def ahead_words(standing: Standing) -> str:
    """What has begun before its turn."""
    return ", ".join(step.stage.label for step in standing.ahead)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a territory's page: its words, the address of its proof."""

    step: Step
    url: str

    @property
    def says(self) -> str:
        """« en est là depuis le 3 mars 2026 », « franchie, date inconnue »…"""
        day, status = self.step.on, self.step.status
        if status == Status.HERE:
            return (
                _("en est là depuis le %s") % french_date(day)
                if day
                else _("en est là, date inconnue")
            )
        if status == Status.PASSED:
            return french_date(day) if day else _("franchie, date inconnue")
        if status == Status.AHEAD:
            return _("déjà, le %s") % french_date(day) if day else _("déjà, date inconnue")
        return _("prochaine étape") if status == Status.NEXT else self._later

    @property
    def _later(self) -> str:
        return _("s’il le faut") if self.step.stage.is_optional else _("à venir")

    @property
    def who(self) -> str:
        return who_words(self.step)


def shown_steps(request: DatedRequest, held: Standing) -> list[ShownStep]:
    """The steps of a territory, in order."""
    return [
        ShownStep(step, link(request, *step.proof.page) if step.proof and step.proof.page else "")
        for step in held.steps
    ]


@dataclass(frozen=True, slots=True)
class Count:
    """How many territories stand at a stage, in what is shown."""

    label: str
    count: int
    url: str
    css: str


def counts_of(request: DatedRequest, road: Road, table: Table) -> list[Count]:
    """How many of the rows that are kept stand at each stage, none left out."""
    held = Counter(code_of(one) for one in table.rows)
    told = [
        Count(stage.label, held[stage.code], table.url(**{STAGE: stage.code}), css)
        for stage, css in zip(road.stages, COLOURS, strict=True)
    ]
    unknown = Count(_("inconnu"), held[""], "", NOWHERE)
    return [*told, unknown] if unknown.count else told


def code_of(one: TerritoryRoad) -> str:
    """The code of the stage where a territory stands; "" when nothing is proved."""
    return one.standing.here.stage.code if one.standing.here else ""


def roads_map(request: DatedRequest, road: Road, table: Table, *, simulated: bool) -> MapFigure:
    """The territories that the table keeps, by the stage at which each stands."""
    colours = dict(zip(road.labels, COLOURS, strict=True))
    rows: Sequence[TerritoryRoad] = table.rows
    shapes = [
        Shape(
            one.held.code,
            outlines.territory_path(one.held.sirens, "overview"),
            one.held.name,
            colours.get(code_of(one), NOWHERE),
            link(request, "territory", one.held.version, one.held.code),
            _value(one),
        )
        for one in rows
        if one.held.sirens
    ]
    drawn = {shape.css for shape in shapes}
    legend = [LegendItem(css, road.labels[code]) for code, css in colours.items() if css in drawn]
    if NOWHERE in drawn:
        legend.append(LegendItem(NOWHERE, UNKNOWN))
    title, day = _("Parcours des territoires"), french_date(request.as_at.date)
    filters = {choice.name: choice.selected for choice in table.filter_choices} | {"q": table.q}
    return national_map(
        title=title,
        shapes=[shape for shape in shapes if shape.path],
        legend=tuple(legend),
        legend_title=_("L’étape où chacun en est"),
        source=SOURCE,
        as_of=day,
        citation=_("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.")
        % {"title": title, "day": day, "source": SOURCE},
        svg_url=link(request, "paths_map", "svg", **filters),
        png_url=link(request, "paths_map", "png", **filters),
        table_id=table.element_id,
        simulated=simulated,
        description=ngettext("%d territoire.", "%d territoires.", len(rows)) % len(rows),
    )


def _value(one: TerritoryRoad) -> str:
    words = stage_words(one.standing)
    if one.standing.since is None:
        return words
    told = {"stage": words, "since": french_date(one.standing.since)}
    return _("%(stage)s depuis le %(since)s") % told
