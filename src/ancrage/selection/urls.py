"""The addresses of the identification, and its sections on other pages."""

from django.urls import path, register_converter

from ancrage.geography.panels import (
    register_intercommunality_panel,
    register_territory_panel,
)
from ancrage.selection.views import identification, losses, official, panels, results, robustness


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
    path(f"{RUN}perte/<siren:siren>/", losses.loss, name="loss"),
]
