import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class RoadmapsConfig(AppConfig):
    name = "ancrage.roadmaps"
    label = "roadmaps"

    def ready(self) -> None:
        """Show a territory its roadmap; keep the views of the list; say what is held about
        people."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.people.saved_lists import register_saved_list  # noqa: PLC0415
        from ancrage.roadmaps.panel import roadmap_panel  # noqa: PLC0415
        from ancrage.roadmaps.queries.privacy import acts_of  # noqa: PLC0415

        register_territory_panel(roadmap_panel)
        register_saved_list("sheets", gettext_lazy("Fiches action"))
        register_personal_data("sheets", acts_of, _nothing_to_erase)
        register_job("roadmaps.read_import", "ancrage.roadmaps.tasks.read_files")
        register_job("roadmaps.take_import", "ancrage.roadmaps.tasks.take_files")


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Acts hold a reference, which names nobody once the person is erased."""
    return 0
