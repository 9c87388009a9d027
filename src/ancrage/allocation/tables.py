"""The tables of scenarios, and of what a plan gives by territory or need."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ancrage.allocation.definitions import state_of
from ancrage.allocation.engine.model import Dimension
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.parts import Part
from ancrage.allocation.words import DIMENSION_WORDS, PARAMETERS, Labels
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Row, Table

SOURCE = "Ancrage, répartition d’une enveloppe"
INVENTED_SOURCE = "Ancrage, démonstration : projets et montants inventés"


def source_of(scenario: Scenario) -> str:
    """What a figure of a scenario says of where it comes from."""
    return INVENTED_SOURCE if scenario.is_demonstration else SOURCE


def quality_of(scenario: Scenario) -> Quality:
    """What a plan gives is computed, or made up for the demonstration."""
    return Quality.SIMULATED if scenario.is_demonstration else Quality.DERIVED


def day_of(scenario: Scenario) -> str:
    """The day of the plan, else of the last change, in words."""
    return french_date(localtime(scenario.planned_at or scenario.changed_at).date())


def scenarios_table(
    request: ActorRequest, scenarios: Sequence[Scenario], regions: Mapping[str, str]
) -> Table:
    """The scenarios that a reader may read."""
    return Table(
        request,
        rows=scenarios,
        columns=(
            Column(
                "nom",
                _("Scénario"),
                lambda one: one.name,
                link=lambda one: link(request, "allocation", one.code),
            ),
            Column("code", _("Code"), lambda one: one.code),
            Column("etat", _("État"), lambda one: state_of(one.state).label, filterable=True),
            Column(
                "region",
                _("Portée"),
                lambda one: regions.get(one.scope, one.scope) if one.scope else _("nationale"),
                filterable=True,
            ),
            Column(
                "enveloppe",
                _("Enveloppe"),
                lambda one: one.envelope.name if one.envelope else "",
                link=lambda one: (
                    link(request, "envelope", one.envelope.code) if one.envelope else ""
                ),
            ),
            Column("modifie", _("Modifié le"), lambda one: localtime(one.changed_at).date()),
            Column("demonstration", _("Démonstration"), lambda one: one.is_demonstration),
        ),
        search=lambda one: f"{one.name} {one.code}",
        caption=_("Scénarios de répartition"),
        filename="repartitions",
        default_sort="-modifie",
    )


def euros_column(
    key: str,
    label: str,
    value: Callable[[Row], int | float | None],
    **told: Any,  # noqa: ANN401 Column's own
) -> Column:
    """Cents as euros."""
    held: dict[str, Any] = {"unit": "€", "numeric": True}

    def euros(row: Row) -> float | None:
        cents = value(row)
        return None if cents is None else cents / 100

    return Column(key, label, euros, **held | told)


def parts_table(
    request: ActorRequest,
    scenario: Scenario,
    parts: Sequence[Part],
    dimension: Dimension,
    labels: Labels,
) -> Table:
    """What a plan gives to each value of a dimension."""
    word = str(DIMENSION_WORDS[dimension])
    first = Column(
        "quoi",
        word,
        lambda part: part_name(part, dimension, labels),
        link=lambda part: lines_of_part(request, scenario, dimension, part),
    )
    jobs = _jobs_columns() if dimension == "territory" else ()
    return Table(
        request,
        rows=parts,
        columns=(first, *_part_columns(quality_of(scenario)), *jobs),
        caption=_("Ce que le plan donne : %s") % word.lower(),
        filename=f"{scenario.code}-{PARAMETERS[dimension]}",
        source=source_of(scenario),
        as_of=day_of(scenario),
        prefix=f"{PARAMETERS[dimension]}-",
        controls=len(parts) > 1,
    )


def _part_columns(quality: Quality) -> tuple[Column, ...]:
    return (
        Column("projets", _("Projets"), lambda part: part.projects, numeric=True),
        Column("servis", _("Servis"), lambda part: part.served, numeric=True),
        euros_column("demande", _("Demandé"), lambda part: part.asked),
        euros_column("attribue", _("Attribué"), lambda part: part.granted, quality=quality),
        Column(
            "part",
            _("Part de la demande"),
            lambda part: part.granted / part.asked if part.asked else None,
            percent=True,
            decimals=1,
        ),
    )


def _jobs_columns() -> tuple[Column, ...]:
    return (
        Column(
            "emplois",
            _("Emplois industriels"),
            lambda part: part.jobs,
            numeric=True,
            quality=Quality.ESTIMATE,
        ),
        euros_column(
            "par-emploi",
            _("Par emploi industriel"),
            lambda part: part.per_job,
            decimals=2,
            quality=Quality.ESTIMATE,
        ),
    )


def part_name(part: Part, dimension: str, labels: Labels) -> str:
    """What a part is called; lines that have no value are said to have none."""
    if not part.code:
        return _("non précisé")
    return part.name or labels.of(dimension, part.code)


def lines_of_part(
    request: ActorRequest, scenario: Scenario, dimension: Dimension, part: Part
) -> str:
    """The address of the lines of a part."""
    if not part.code:
        return ""
    return link(request, "allocation_lines", scenario.code, **{PARAMETERS[dimension]: part.code})
