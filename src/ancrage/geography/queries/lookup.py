"""Look-ups in the lists: the places and lists held in memory once they were read."""

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


@dataclass(frozen=True, slots=True)
class _Own:
    """The register of a programme's lists, and what they were when it was read."""

    lists: tuple[tuple[object, ...], ...]
    register: Register


_own: dict[str, _Own] = {}


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


def register_of(perimeter: str) -> Register | None:
    """A programme's lists over the loaded places, or the official ones; None without a pack.

    Two queries once it is in memory. It is read again when a list came or ended, or a territory
    changed its name: another process may have written it.
    """
    official = official_register()
    if official is None or perimeter == OFFICIAL:
        return official
    held = PerimeterVersion.objects.filter(perimeter=perimeter).values_list(
        "code", "valid_from", "valid_to", "territories__code", "territories__name"
    )
    lists = tuple(held.order_by("valid_from", "territories__code"))
    own = _own.get(perimeter)
    if own is None or own.lists != lists or own.register.gazetteer is not official.gazetteer:
        read = Register(official.gazetteer, stored_versions(perimeter=perimeter))
        own = _own[perimeter] = _Own(lists, read)
    return own.register


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


def forget_programmes() -> None:
    """Read the programmes' lists again at the next look-up (for tests, whose lists share names)."""
    _own.clear()
