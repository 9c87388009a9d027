import datetime as dt

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "ancrage.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Declare the open datasets; say what is held about people."""
        from ancrage.opendata.datasets import register_ours  # noqa: PLC0415
        from ancrage.opendata.queries.privacy import publications_of  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_ours()
        register_personal_data("opendata", publications_of, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """A publication holds a reference, which names nobody once the person is erased."""
    return 0
