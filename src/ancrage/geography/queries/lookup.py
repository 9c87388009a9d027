"""Look-ups in the official lists: the places and lists held in memory once they were read."""

from dataclasses import dataclass

from ancrage.geography.models import PerimeterVersion, ReferencePack
from ancrage.geography.queries.versions import OFFICIAL
from ancrage.geography.rules.listing import Gazetteer, ListVersion
from ancrage.geography.rules.lookup import Register
from ancrage.geography.stored import stored_gazetteer, stored_version, stored_versions


@dataclass(slots=True)
class _Kept:
    """The register of one pack: official lists only change when another pack is loaded."""

    fingerprint: str = ""
    register: Register | None = None


_kept = _Kept()


def official_register() -> Register | None:
    """The official lists over the loaded places; None when no pack is loaded.

    One query once it is in memory; reading it again after another pack took its place takes some
    tenths of a second.
    """
    pack = ReferencePack.objects.first()
    if pack is None:
        return None
    if _kept.register is None or _kept.fingerprint != pack.fingerprint:
        _kept.register = Register(stored_gazetteer(), stored_versions(perimeter=OFFICIAL))
        _kept.fingerprint = pack.fingerprint
    return _kept.register


def listed_versions(*versions: PerimeterVersion) -> tuple[Gazetteer, list[ListVersion]]:
    """The loaded places and these lists, in the words of the rules.

    From memory for official lists; three queries for each other one.
    """
    register = official_register()
    held = {v.code: v for v in register.versions} if register else {}
    gazetteer = register.gazetteer if register else stored_gazetteer()
    return gazetteer, [held.get(v.code) or stored_version(v) for v in versions]


def forget_register() -> None:
    """Make the next look-up read the database again (for tests that change places)."""
    _kept.register = None
