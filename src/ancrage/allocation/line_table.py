"""The table of the projects of a scenario, with what each gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ancrage.allocation.engine.model import DIMENSIONS, Dimension
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.tables import day_of, quality_of, source_of
from ancrage.allocation.words import DIMENSION_WORDS, PARAMETERS, Labels
from ancrage.kernel.text import fold
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import in_euros
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows

SHOWN = frozenset({"territory", "measure"})
"""The dimensions that are shown by themselves; the others, when they are asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the cells are written with; `refused`: why some could get nothing, by code. Without
    `with_room`, not of the projects that State aid may limit: that is a secret of a company."""

    labels: Labels
    refused: Mapping[str, str]
    with_room: bool

    def place(self, line: Line, name: Dimension) -> str:
        """The value of a dimension, by its name."""
        if name == "territory" and line.territory_name:
            return line.territory_name
        return self.labels.of(name, getattr(line, name))

    def remark(self, line: Line) -> str:
        """What must be known of a grant."""
        if line.held is not None:
            return _("fixé à la main : %s") % line.held_reason
        return self.refused.get(line.code, "") if self.with_room or line.room is None else ""


def known(line: Line, name: str) -> float | None:
    """A figure of a project; None when nobody told it."""
    value: float = getattr(line, name)
    return None if name in line.more.get("unknown", ()) else value


def lines_table(
    request: ActorRequest,
    scenario: Scenario,
    rows: Rows,
    told: Told,
    present: Mapping[str, set[str]],
) -> QueryTable:
    """The projects of a scenario; `present`: the codes that they have, by dimension."""
    return QueryTable(
        request,
        rows=rows,
        columns=[*_names(request, scenario, told), *_figures(scenario), *_more(told)],
        filters=[_served(), *(_filter(name, told.labels, present) for name in DIMENSIONS)],
        find=_with_word,
        caption=_("Les projets de « %s »") % scenario.name,
        filename=f"{scenario.code}-projets",
        source=source_of(scenario),
        as_of=day_of(scenario),
    )


def _names(request: ActorRequest, scenario: Scenario, told: Told) -> list[QueryColumn]:
    return [
        QueryColumn(
            "projet",
            _("Projet"),
            lambda line: line.name or line.code,
            link=lambda line: link(request, "allocation_line", scenario.code, line.code),
            order="name",
        ),
        QueryColumn("code", _("Code"), lambda line: line.code, order="code", default=False),
        QueryColumn("beneficiaire", _("Bénéficiaire"), lambda line: line.beneficiary),
        *(_place(name, told) for name in DIMENSIONS),
    ]


def _place(name: Dimension, told: Told) -> QueryColumn:
    return QueryColumn(
        PARAMETERS[name],
        str(DIMENSION_WORDS[name]),
        lambda line: told.place(line, name),
        order=name,
        default=name in SHOWN,
    )


def _figures(scenario: Scenario) -> list[QueryColumn]:
    return [
        _euros("demande", _("Demandé"), "asked"),
        _euros("minimum", _("Minimum utile"), "minimum", default=False),
        _euros("eligible", _("Coût éligible"), "eligible", default=False),
        _euros("attribue", _("Attribué"), "granted", quality=quality_of(scenario)),
        _figure("resultat", _("Résultat attendu"), "result"),
        _figure("emplois", _("Emplois attendus"), "jobs", default=False),
    ]


def _euros(key: str, label: str, field: str, **told: Any) -> QueryColumn:  # noqa: ANN401 Column's own
    def value(line: Line) -> float | None:
        return in_euros(getattr(line, field))

    held: dict[str, Any] = {"unit": "€", "numeric": True, "order": field}
    return QueryColumn(key, label, value, **held | told)


def _figure(key: str, label: str, field: str, **told: Any) -> QueryColumn:  # noqa: ANN401 Column's own
    held: dict[str, Any] = {"numeric": True, "decimals": 1, "order": field}
    return QueryColumn(key, label, lambda line: known(line, field), **held | told)


def _more(told: Told) -> list[QueryColumn]:
    return [QueryColumn("remarque", _("À savoir"), told.remark)]


def _with_word(rows: Rows, word: str) -> Rows:
    found = Q()
    for name in ("name", "code", "beneficiary", "territory_name"):
        found |= Q(**{f"{name}__icontains": word})
    return rows.filter(found)


def _served() -> QueryFilter:
    kept = {
        "servis": (_("servis"), Q(granted__gt=0)),
        "ecartes": (_("non servis"), Q(granted=0)),
        "main": (_("fixés à la main"), Q(held__isnull=False)),
    }
    return QueryFilter(
        "plan",
        _("Ce que dit le plan"),
        choices=[(code, label) for code, (label, _which) in kept.items()],
        narrow=lambda rows, chosen: rows.filter(kept[chosen][1]),
    )


def _filter(name: Dimension, labels: Labels, present: Mapping[str, set[str]]) -> QueryFilter:
    pairs = [(code, labels.of(name, code)) for code in present.get(name, set())]
    return QueryFilter(
        PARAMETERS[name],
        str(DIMENSION_WORDS[name]),
        choices=sorted(pairs, key=lambda pair: fold(pair[1])),
        narrow=lambda rows, chosen: rows.filter(**{name: chosen}),
    )
