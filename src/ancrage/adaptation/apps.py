import datetime as dt

from django.apps import AppConfig


class AdaptationConfig(AppConfig):
    name = "ancrage.adaptation"
    label = "adaptation"

    def ready(self) -> None:
        """Tell the pages of territories what was amended; say what is held about people."""
        from ancrage.adaptation.actions.privacy import (  # noqa: PLC0415
            erase_attendance,
            expire_attendance,
        )
        from ancrage.adaptation.panels import amended  # noqa: PLC0415
        from ancrage.adaptation.queries.privacy import attendance_of, steps_by  # noqa: PLC0415
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_territory_panel(amended)
        register_personal_data("attendance", attendance_of, erase_attendance, expire_attendance)
        register_personal_data("amendment_steps", steps_by, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Steps hold a reference, which names nobody once the person is erased."""
    return 0
