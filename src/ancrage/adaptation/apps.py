import datetime as dt

from django.apps import AppConfig


class AdaptationConfig(AppConfig):
    name = "ancrage.adaptation"
    label = "adaptation"

    def ready(self) -> None:
        """Say what is held about people here, and how it goes."""
        from ancrage.adaptation.actions.privacy import (  # noqa: PLC0415
            erase_attendance,
            expire_attendance,
        )
        from ancrage.adaptation.queries.privacy import attendance_of, steps_by  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_personal_data("attendance", attendance_of, erase_attendance, expire_attendance)
        register_personal_data("amendment_steps", steps_by, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Steps hold a reference, which names nobody once the person is erased."""
    return 0
