"""Two plans side by side: what each is worth, which hosts they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.antennas.engine.model import Plan
from ancrage.antennas.engine.siting import Ground
from ancrage.antennas.queries.sitings import Seen
from ancrage.antennas.telling import GOALS
from ancrage.ui.formats import number, percent, with_unit


@dataclass(frozen=True, slots=True)
class Compared:
    """Lines (label, first, second); hosts in both, in the first alone, in the second alone."""

    lines: Sequence[tuple[str, str, str]]
    both: Sequence[str]
    first: Sequence[str]
    second: Sequence[str]


def compared(first: Seen, second: Seen, ground: Ground) -> Compared:
    """Both have a plan."""
    a, b = first.plan, second.plan
    if a is None or b is None:
        raise ValueError("two plans are compared")
    told = [(str(label), of(a), of(b)) for label, of in _LINES]
    names = {place.siren: place.name for place in ground.places}

    def named(sirens: set[str]) -> list[str]:
        return sorted(names.get(siren, siren) for siren in sirens)

    ours, theirs = set(a.hosts), set(b.hosts)
    return Compared(told, named(ours & theirs), named(ours - theirs), named(theirs - ours))


def _radius(plan: Plan) -> str:
    radius = plan.question.radius_km
    return _("aucun") if radius is None else with_unit(radius, "km", 1)


def _capacity(plan: Plan) -> str:
    capacity = plan.question.capacity
    return _("sans limite") if capacity is None else with_unit(capacity, _("emplois"))


_LINES = (
    (gettext_lazy("Antennes"), lambda plan: number(len(plan.hosts))),
    (gettext_lazy("Recherché"), lambda plan: GOALS[plan.question.objective]),
    (gettext_lazy("Rayon"), _radius),
    (gettext_lazy("Capacité d’une antenne"), _capacity),
    (
        gettext_lazy("Emplois industriels dans le rayon (estimation)"),
        lambda plan: number(plan.covered_jobs),
    ),
    (gettext_lazy("Part du total"), lambda plan: percent(plan.covered_jobs / plan.total_jobs)),
    (gettext_lazy("Distance moyenne (estimation)"), lambda plan: with_unit(plan.mean_km, "km", 1)),
    (gettext_lazy("Écart à la borne"), lambda plan: percent(plan.gap, 4)),
)
