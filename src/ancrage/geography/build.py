"""Making a pack out of public files: checked, known columns only, in a stable order."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ancrage.geography.pack import EMBEDDED, MANIFEST, fingerprint_of, manifest_of, read_pack
from ancrage.geography.rules.layout import TABLES

Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: where, its fingerprint, the size of each file in bytes."""

    directory: Path
    fingerprint: str
    sizes: dict[str, int]


def build_pack(
    *,
    source: Path,
    out: Path = EMBEDDED,
    provenance_from: Path = EMBEDDED,
    progress: Progress | None = None,
) -> Built:
    """Write the pack in `out` from the files in `source`; files of an earlier pack are replaced.

    Raises InputRefused with every fault, and then writes nothing. `provenance_from` is the
    directory whose provenance.yaml is taken when `source` has none.
    """
    tell = progress or (lambda _what, _share: None)
    tell("Lecture et contrôle", 0.0)
    pack = read_pack(directory=source, provenance_from=provenance_from)
    tell("Mise en forme", 0.6)
    files = pack.files()
    tell("Écriture", 0.9)
    out.mkdir(parents=True, exist_ok=True)
    for stale in _written_before(out) - files.keys():
        (out / stale).unlink(missing_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
    manifest = manifest_of(provenance=pack.provenance, files=files)
    (out / MANIFEST).write_text(manifest, encoding="utf-8")
    tell("Terminé", 1.0)
    return Built(out, fingerprint_of(files), {name: len(data) for name, data in files.items()})


def _written_before(out: Path) -> set[str]:
    """The files of the pack that is being replaced."""
    return {path.name for path in out.glob("territories_*.csv")} | {
        table.file for table in TABLES if not table.required
    }
