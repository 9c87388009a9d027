"""A plan as its page shows it: figures, what goes where, what another host would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ancrage.antennas.engine.model import DECIMETRES, Objective, Place, Plan
from ancrage.antennas.engine.siting import Ground
from ancrage.antennas.models import Siting
from ancrage.kernel.quality import Quality
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date

PROVED = {
    True: "Prouvé : aucun autre choix d’hôtes ne fait mieux, à l’emploi près ou au décimètre près.",
    False: "Pas encore prouvé : le temps imparti est passé. Voici le meilleur choix trouvé, et ce "
    "qu’aucun choix ne peut dépasser.",
}
SOURCE = "Ancrage ; emplois industriels du jeu de référence (estimation)"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """An intercommunalité in a plan: who serves it (None: nobody), how far."""

    place: Place
    host: Place | None
    kilometres: float | None
    is_covered: bool
    is_host: bool


@dataclass(frozen=True, slots=True)
class HostLine:
    """A host in a plan: how many it serves, within the radius and in all, the farthest."""

    place: Place
    is_kept: bool
    served: int
    jobs: int
    covered_jobs: int
    farthest: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The plan with hosts added and taken away, and what that changes at once.

    `swap`: with one host added, the best one to give up for it at an equal number, what it costs.
    """

    plan: Plan
    added: Sequence[Place]
    removed: Sequence[Place]
    figures: Sequence[Figure]
    swap: "tuple[Place, Figure] | None"


def place_lines(plan: Plan, ground: Ground) -> list[PlaceLine]:
    """Every intercommunalité, in the order of the SIRENs."""
    hosts, found = set(plan.hosts), []
    for row, place in enumerate(ground.places):
        siren = plan.assignments.get(place.siren)
        column = None if siren is None else ground.place_of.get(siren)
        apart = None if column is None else float(ground.apart[row, column]) / DECIMETRES
        host = None if column is None else ground.places[column]
        covered = place.siren in plan.covered
        found.append(PlaceLine(place, host, apart, covered, place.siren in hosts))
    return found


def host_lines(plan: Plan, lines: Sequence[PlaceLine]) -> list[HostLine]:
    """Every host with what it serves."""
    found = []
    for line in lines:
        if not line.is_host:
            continue
        served = [other for other in lines if other.host is line.place]
        found.append(
            HostLine(
                place=line.place,
                is_kept=line.place.siren in plan.question.kept,
                served=len(served),
                jobs=sum(other.place.jobs or 0 for other in served),
                covered_jobs=sum(o.place.jobs or 0 for o in served if o.is_covered),
                farthest=max((o.kilometres or 0.0 for o in served), default=None),
            )
        )
    return found


def plan_figures(plan: Plan, siting: Siting) -> list[Figure]:
    """What the plan is worth."""
    told = []
    if plan.question.radius_km is not None:
        share = 100 * plan.covered_jobs / plan.total_jobs
        told += [
            (plan.covered_jobs, _("Emplois industriels dans le rayon"), _("emplois"), 0),
            (share, _("Part des emplois industriels connus"), "%", 1),
            (
                plan.total_jobs - plan.covered_jobs,
                _("Emplois industriels hors du rayon"),
                _("emplois"),
                0,
            ),
        ]
    told.append((plan.mean_km, _("Distance moyenne à l’antenne, à vol d’oiseau"), "km", 1))
    if plan.question.capacity is not None:
        told.append((len(plan.assignments), _("Intercommunalités servies"), "", 0))
    return [_figure(siting, *line) for line in told]


def proof_figures(plan: Plan, siting: Siting) -> list[Figure]:
    """What proves it."""
    unit, decimals = (
        (_("emplois"), 0) if plan.question.objective is Objective.COVERAGE else ("km", 3)
    )
    return [
        _figure(siting, plan.objective, _("Valeur du plan (objectif)"), unit, decimals),
        _figure(siting, plan.bound, _("Ce qu’aucun choix ne dépasse (borne)"), unit, decimals),
        _figure(siting, 100 * plan.gap, _("Écart entre les deux"), "%", 4),
        _figure(siting, plan.seconds, _("Durée du calcul"), _("secondes"), 1),
    ]


def what_if(
    plan: Plan, ground: Ground, siting: Siting, added: Sequence[str], removed: Sequence[str]
) -> WhatIf | None:
    """The plan changed by hand; None when nothing changes or no host is left."""
    more = [s for s in dict.fromkeys(added) if s in ground.place_of and s not in plan.hosts]
    less = [s for s in dict.fromkeys(removed) if s in plan.hosts]
    hosts = tuple(sorted({*plan.hosts, *more} - set(less)))
    if not (more or less) or not hosts:
        return None
    tried = ground.worth(plan.question, hosts)
    base = ground.worth(plan.question, plan.hosts)
    places = ground.places
    return WhatIf(
        plan=tried,
        added=[places[ground.place_of[s]] for s in more],
        removed=[places[ground.place_of[s]] for s in less],
        figures=_changes(base, tried, siting),
        swap=_best_swap(plan, ground, siting, more[0]) if len(more) == 1 and not less else None,
    )


def _best_swap(
    plan: Plan, ground: Ground, siting: Siting, added: str
) -> "tuple[Place, Figure] | None":
    """Who is best given up for a host that is forced in."""
    able = [siren for siren in plan.hosts if siren not in plan.question.kept]
    if not able:
        return None
    tried = {
        siren: ground.worth(plan.question, tuple({*plan.hosts, added} - {siren})) for siren in able
    }
    if plan.question.objective is Objective.COVERAGE:
        best = min(able, key=lambda siren: (-tried[siren].covered_jobs, siren))
    else:
        best = min(able, key=lambda siren: (tried[siren].mean_km, siren))
    base = ground.worth(plan.question, plan.hosts)
    return ground.places[ground.place_of[best]], _changes(base, tried[best], siting)[0]


def _changes(base: Plan, tried: Plan, siting: Siting) -> list[Figure]:
    """What is won or lost: the objective first."""
    jobs = _figure(
        siting,
        tried.covered_jobs - base.covered_jobs,
        _("Emplois dans le rayon, en plus ou en moins"),
        _("emplois"),
        0,
    )
    mean = _figure(
        siting, tried.mean_km - base.mean_km, _("Distance moyenne, en plus ou en moins"), "km", 2
    )
    if base.question.objective is Objective.DISTANCE:
        return [mean, jobs] if base.question.radius_km is not None else [mean]
    return [jobs, mean]


def _figure(siting: Siting, value: float, label: str, unit: str, decimals: int) -> Figure:
    figure = Figure(
        value=value,
        label=label,
        unit=unit,
        as_of=computed_on(siting),
        source=SOURCE,
        quality=Quality.ESTIMATE,
        decimals=decimals,
    )
    return replace(figure, quality=Quality.DERIVED) if unit == _("secondes") else figure


def computed_on(siting: Siting) -> str:
    """« calcul du 23 novembre 2026 »."""
    if siting.planned_at is None:
        return _("pas encore calculé")
    return _("calcul du %(day)s") % {"day": french_date(siting.planned_at.date())}
