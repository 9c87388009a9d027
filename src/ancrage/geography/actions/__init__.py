"""Every change to the reference and to the lists of territories."""

from ancrage.geography.actions.lists import (
    ListRefusedError,
    publish_version,
    rename_territory,
    start_programme,
)
from ancrage.geography.actions.loading import Loaded, load_pack
from ancrage.geography.actions.years import computed_year_change, show_year

__all__ = [
    "ListRefusedError",
    "Loaded",
    "computed_year_change",
    "load_pack",
    "publish_version",
    "rename_territory",
    "show_year",
    "start_programme",
]
