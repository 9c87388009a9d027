"""Scenarios side by side: worth, fairness, who gains and who loses, which rules differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.allocation.engine import comparison
from ancrage.allocation.engine.comparison import Comparison, Difference, Measures, Share
from ancrage.allocation.seen import Seen
from ancrage.allocation.tables import INVENTED_SOURCE, SOURCE, day_of, euros_column
from ancrage.allocation.words import Labels, rules_in_words, unit_of
from ancrage.funding.words.money import signed
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import UNKNOWN, number, with_unit
from ancrage.ui.tables import Column, Filter, Table

MOST_DIFFERENT = 2000
"""Projects that change whose table is shown; the largest changes come first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of each scenario, in words."""

    label: str
    told: Sequence[str]


class Compared:
    """Scenarios that each have a plan, compared."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self.seen = seen
        self.found: Comparison = comparison.compare(
            [
                comparison.Scenario(one.scenario.name, one.problem, one.plan)
                for one in seen
                if one.plan is not None
            ]
        )
        names: dict[str, dict[str, str]] = {}
        for one in seen:
            for dimension, held in one.labels.names.items():
                names.setdefault(dimension, {}).update(held)
        self.labels = Labels(names)

    @property
    def source(self) -> str:
        invented = any(one.scenario.is_demonstration for one in self.seen)
        return INVENTED_SOURCE if invented else SOURCE

    @property
    def lines(self) -> list[Line]:
        """Each measure, for each scenario."""
        told = [Line(str(label), [of(one) for one in self.found.measures]) for label, of in _LINES]
        units = [unit_of(one.problem.rules.objective) for one in self.seen]
        worth = [
            with_unit(one.worth, unit, 1)
            for one, unit in zip(self.found.measures, units, strict=True)
        ]
        alike = [with_unit(one.alike, units[0], 1) for one in self.found.measures]
        name = self.seen[0].scenario.name
        return [
            Line(_("Valeur, selon ses propres poids"), worth),
            Line(_("Valeur, selon les poids de « %s »") % name, alike),
            *told,
            Line(
                _("Territoire le moins bien servi"), [self._worst(m) for m in self.found.measures]
            ),
            Line(_("Territoires qui ne reçoivent rien"), self._without()),
        ]

    def _without(self) -> list[str]:
        """How many territories ask and get nothing, in each scenario."""
        rows = [one.granted for one in self.found.shares if one.dimension == "territory"]
        return [number(sum(1 for row in rows if row[at] == 0)) for at in range(len(self.seen))]

    def _worst(self, measures: Measures) -> str:
        code = measures.fair.worst_territory
        return self.labels.of("territory", code) if code else UNKNOWN

    def rules_apart(self) -> list[tuple[str, list[str]]]:
        """The rules that each scenario has and that the others do not all have."""
        told = [
            {
                f"{rule.title} : {rule.sentence}": None
                for rule in rules_in_words(one.problem, self.labels)
            }
            for one in self.seen
        ]
        common = set(told[0]).intersection(*told[1:])
        return [
            (one.scenario.name, [sentence for sentence in held if sentence not in common])
            for one, held in zip(self.seen, told, strict=True)
        ]

    def territories(self, request: ActorRequest) -> Table:
        """What each territory gets in each scenario."""
        rows = [one for one in self.found.shares if one.dimension == "territory"]
        return self._table(
            request,
            rows,
            Column("quoi", _("Territoire"), lambda row: self._named("territory", row.value)),
            caption=_("Qui gagne, qui perd : territoires"),
            prefix="territoires-",
        )

    def needs(self, request: ActorRequest) -> Table:
        """What each need gets in each scenario."""
        rows = [one for one in self.found.shares if one.dimension == "need"]
        return self._table(
            request,
            rows,
            Column("quoi", _("Besoin"), lambda row: self._named("need", row.value)),
            caption=_("Qui gagne, qui perd : besoins"),
            prefix="besoins-",
        )

    def projects(self, request: ActorRequest) -> Table:
        """The projects that do not get the same everywhere."""
        rows = self.found.differences[:MOST_DIFFERENT]
        return self._table(
            request,
            rows,
            Column("quoi", _("Projet"), lambda row: self.labels.of("project", row.project)),
            caption=_("Les projets qui ne reçoivent pas la même chose"),
            prefix="projets-",
        )

    def _named(self, dimension: str, code: str) -> str:
        return self.labels.of(dimension, code) if code else _("non précisé")

    def _table(
        self,
        request: ActorRequest,
        rows: Sequence[Share] | Sequence[Difference],
        first: Column,
        *,
        caption: str,
        prefix: str,
    ) -> Table:
        columns = [
            euros_column(f"s{at}", one.scenario.name, _granted(at))
            for at, one in enumerate(self.seen)
        ]
        change = euros_column("ecart", _("Du premier au dernier"), change_of)
        way = Filter(
            "sens",
            _("Sens"),
            way_of,
            choices=[("gagne", _("gagne")), ("perd", _("perd")), ("egal", _("autant"))],
        )
        return Table(
            request,
            rows=rows,
            columns=[first, *columns, change],
            filters=[way],
            search=first.text,
            caption=caption,
            filename="comparaison",
            source=self.source,
            as_of=day_of(self.seen[0].scenario),
            default_sort="ecart",
            prefix=prefix,
        )


def _granted(at: int) -> Callable[[Share | Difference], int | None]:
    return lambda row: row.granted[at]


def change_of(row: Share | Difference) -> int:
    """Cents from the first scenario to the last."""
    return (row.granted[-1] or 0) - (row.granted[0] or 0)


def way_of(row: Share | Difference) -> str:
    """Whether it gains or loses."""
    change = change_of(row)
    return "gagne" if change > 0 else "perd" if change < 0 else "egal"


def _per_job(cents: float | None) -> str:
    return with_unit(None if cents is None else cents / 100, "€", 2)


_LINES: tuple[tuple[object, Callable[[Measures], str]], ...] = (
    (gettext_lazy("Attribué"), lambda one: signed(one.granted)),
    (gettext_lazy("Reste à attribuer"), lambda one: signed(one.left)),
    (gettext_lazy("Projets servis"), lambda one: f"{number(one.served)} / {number(one.asking)}"),
    (
        gettext_lazy("Le moins bien servi, par emploi industriel (estimation)"),
        lambda one: _per_job(one.fair.worst),
    ),
    (
        gettext_lazy("Le mieux servi, par emploi industriel (estimation)"),
        lambda one: _per_job(one.fair.best),
    ),
    (
        gettext_lazy("Inégalité entre emplois (indice de Gini, 0 : tous égaux)"),
        lambda one: number(one.fair.gini, 3),
    ),
)
