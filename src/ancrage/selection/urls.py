"""The addresses of the identification, and its sections on other pages."""

from django.urls import path, register_converter

from ancrage.geography.panels import (
    register_intercommunality_panel,
    register_territory_panel,
)
from ancrage.selection.views import (
    identification,
    losses,
    official,
    panels,
    publishing,
    results,
    robustness,
    scenario_acts,
    scenario_compare,
    scenarios,
)


class DrawingConverter:
    """The kinds of file that a map is drawn in."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SirenConverter(DrawingConverter):
    """Nine digits."""

    regex = "[0-9]{9}"


register_converter(DrawingConverter, "drawing")
register_converter(SirenConverter, "siren")
register_intercommunality_panel(panels.why_not_us)
register_territory_panel(panels.identified)

ROOT = "identification/"
RUN = "identification/<slug:code>/"
WORKSHOP = "atelier/"
SCENARIO = "atelier/scenarios/<slug:code>/"

urlpatterns = [
    path(ROOT, identification.current, name="identification"),
    path(f"{ROOT}liste/", identification.all_runs, name="identifications"),
    path(f"{ROOT}comparer/", results.show, name="identification_compare"),
    path(
        f"{ROOT}comparer/<slug:a>/<slug:b>.<drawing:kind>",
        results.map_file,
        name="identification_compare_map",
    ),
    path(RUN, identification.show, name="identification_run"),
    path(f"{RUN}carte.<drawing:kind>", identification.map_file, name="identification_map"),
    path(f"{RUN}resultat.<slug:kind>", identification.result_file, name="identification_file"),
    path(f"{RUN}robustesse/", robustness.show, name="identification_robustness"),
    path(
        f"{RUN}robustesse/carte.<drawing:kind>",
        robustness.map_file,
        name="identification_robustness_map",
    ),
    path(f"{RUN}comparaison/<slug:version>/", official.show, name="identification_official"),
    path(
        f"{RUN}comparaison/<slug:version>/carte.<drawing:kind>",
        official.map_file,
        name="identification_official_map",
    ),
    path(f"{RUN}publier/", publishing.publish, name="identification_publish"),
    path(f"{RUN}perte/<siren:siren>/", losses.loss, name="loss"),
    path(WORKSHOP, scenarios.workshop, name="workshop"),
    path(f"{WORKSHOP}nouveau/", scenarios.create, name="scenario_create"),
    path(f"{WORKSHOP}lieux/", scenario_acts.places, name="workshop_places"),
    path(f"{WORKSHOP}comparer/", scenario_compare.show, name="scenario_compare"),
    path(
        f"{WORKSHOP}comparer/<slug:a>/<slug:b>.<drawing:kind>",
        scenario_compare.map_file,
        name="scenario_compare_map",
    ),
    path(SCENARIO, scenarios.show, name="scenario"),
    path(f"{SCENARIO}avancement/", scenarios.progress, name="scenario_progress"),
    path(f"{SCENARIO}regles.toml", scenarios.rules_file, name="scenario_rules_file"),
    path(f"{SCENARIO}regles/", scenario_acts.edit, name="scenario_edit"),
    path(f"{SCENARIO}renommer/", scenario_acts.rename, name="scenario_rename"),
    path(f"{SCENARIO}calculer/", scenario_acts.run, name="scenario_run"),
    path(f"{SCENARIO}annuler/", scenario_acts.cancel, name="scenario_cancel"),
    path(f"{SCENARIO}copier/", scenario_acts.duplicate, name="scenario_duplicate"),
    path(f"{SCENARIO}archiver/", scenario_acts.archive, name="scenario_archive"),
    path(f"{SCENARIO}ressortir/", scenario_acts.restore, name="scenario_restore"),
]
