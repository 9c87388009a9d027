"""The list of scenarios, with what each asks and gives."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.selection.queries.scenarios import SeenScenario
from ancrage.selection.scenario_forms import base_title
from ancrage.selection.scenario_states import ScenarioState
from ancrage.selection.scenario_words import STATES
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Table, build_table


def scenarios_table(
    request: ActorRequest, found: Sequence[SeenScenario], names: Mapping[str, str]
) -> Table:
    """The scenarios as a table that can be searched, filtered and taken away."""
    return build_table(
        request,
        rows=found,
        columns=[*_naming(request, names), *_giving()],
        search=lambda s: f"{s.scenario.name} {s.scenario.note} {s.scenario.code}",
        caption=_("Scénarios de l’atelier (simulés)"),
        filename="scenarios-simules",
        source=_("atelier d’identification ; calculs Ancrage (listes simulées)"),
        default_sort="-modifie",
        page_size=20,
    )


def _naming(request: ActorRequest, names: Mapping[str, str]) -> list[Column]:
    """Which scenario, whose, from which rules, in which state."""
    return [
        Column(
            "nom",
            _("Scénario"),
            lambda s: s.scenario.name,
            link=lambda s: link(request, "scenario", s.scenario.code),
        ),
        Column("etat", _("État"), lambda s: str(STATES[s.state]), filterable=True),
        Column("depart", _("Règles de départ"), _start, filterable=True),
        Column("auteur", _("Auteur"), lambda s: _owner(s, names), filterable=True),
        Column("modifie", _("Modifié le"), lambda s: s.scenario.changed_at.date()),
        Column("code", _("Code"), lambda s: s.scenario.code, default=False),
        Column("note", _("Note"), lambda s: s.scenario.note, default=False, sortable=False),
    ]


def _giving() -> list[Column]:
    """What its last computation gave, as long as it is of these rules."""
    return [
        Column("territoires", _("Territoires (simulé)"), _territories, numeric=True),
        Column(
            "couverture",
            _("Emplois industriels du pays"),
            _coverage,
            percent=True,
            decimals=1,
            quality=Quality.ESTIMATE,
        ),
    ]


def _start(seen: SeenScenario) -> str:
    parent = seen.scenario.parent
    return parent.name if parent else base_title(seen.scenario.base)


def _owner(seen: SeenScenario, names: Mapping[str, str]) -> str:
    return names.get(seen.scenario.owner, _("exploitant de la machine"))


def _territories(seen: SeenScenario) -> int | None:
    """A list has exactly the number that its rules ask for."""
    count: int = seen.scenario.rules["territories"]
    return count if seen.state is ScenarioState.DONE else None


def _coverage(seen: SeenScenario) -> float | None:
    share: float | None = getattr(seen.scenario, "coverage", None)
    return share if seen.state is ScenarioState.DONE else None
