"""Every change to the reference and to the lists of territories."""

from ancrage.geography.actions.lists import (
    ListRefusedError,
    publish_version,
    rename_territory,
    start_programme,
)
from ancrage.geography.actions.loading import Loaded, load_pack

__all__ = [
    "ListRefusedError",
    "Loaded",
    "load_pack",
    "publish_version",
    "rename_territory",
    "start_programme",
]
