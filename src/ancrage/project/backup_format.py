"""What a backup file holds: a zip with the rows of each table, and a manifest that says them.

`tables/NNN-app.model.jsonl` has one row a line, a JSON array of the columns that the manifest
names, in the order of the primary key. Values are written alike whatever the database, so that
a file made on SQLite is restored on PostgreSQL and the other way round. The manifest has a seal,
and for each table the number of its rows and their SHA-256: what was altered is seen.
"""

import base64
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Field

from ancrage.kernel.chain import canonical, digest, written_instant

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"

Migrations = frozenset[tuple[str, str]]
"""The shape of a database: the (app, name) of the migrations that made it."""
Row = Sequence[Any]


class BackupRefusedError(ValueError):
    """A file that cannot be restored, or not here; the message is French, nothing was changed."""


@dataclass(frozen=True, slots=True)
class TableNote:
    """What the manifest says of a table: `sha256` is that of its rows (see `RowsDigest`)."""

    label: str
    file: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: when and by which version it was made, of which shape, its tables.

    `left_out` maps the tables that are not in it to the reason.
    """

    version: str
    made_at: str
    database: str
    migrations: Migrations
    tables: tuple[TableNote, ...]
    left_out: Mapping[str, str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def text(self) -> str:
        """As the file holds it."""
        document = asdict(self) | {
            "ancrage_backup": FORMAT,
            "migrations": sorted(map(list, self.migrations)),
        }
        return canonical(document)


def seal_of(manifest: str) -> str:
    """What the seal of a manifest's text must be."""
    return digest(manifest)


def read_manifest(text: str) -> Manifest:
    """The manifest in a text. BackupRefusedError when it is not one, or of a later format."""
    try:
        told = json.loads(text)
        found = told.pop("ancrage_backup")
        if found != FORMAT:
            raise BackupRefusedError(
                "Cette sauvegarde a été faite par une version plus récente d’Ancrage "
                f"({told.get('version')}) : mettez Ancrage à jour, puis recommencez."
            )
        told["migrations"] = frozenset((app, name) for app, name in told["migrations"])
        told["tables"] = tuple(
            TableNote(**table | {"columns": tuple(table["columns"])}) for table in told["tables"]
        )
        return Manifest(**told)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        if isinstance(fault, BackupRefusedError):
            raise
        raise BackupRefusedError("Ce fichier n’est pas une sauvegarde d’Ancrage.") from fault


Code = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a value that is not null is written in JSON, and read back."""


def _same(value: Any) -> Any:  # noqa: ANN401 a value of any column
    return value


def _microseconds(value: dt.timedelta) -> int:
    return value // dt.timedelta(microseconds=1)


_AS_IS: Code = (_same, _same)
_CONVERTED: dict[str, Code] = {
    "BinaryField": (lambda v: base64.b64encode(bytes(v)).decode("ascii"), base64.b64decode),
    "DateField": (dt.date.isoformat, dt.date.fromisoformat),
    "DateTimeField": (written_instant, dt.datetime.fromisoformat),
    "DecimalField": (lambda v: format(v, "f"), Decimal),
    "DurationField": (_microseconds, lambda v: dt.timedelta(microseconds=v)),
    "TimeField": (dt.time.isoformat, dt.time.fromisoformat),
    "UUIDField": (str, uuid.UUID),
}
CODES: Mapping[str, Code] = _CONVERTED | dict.fromkeys(
    (
        *("AutoField", "BigAutoField", "SmallAutoField", "BooleanField", "FloatField"),
        *("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField"),
        *("PositiveBigIntegerField", "PositiveSmallIntegerField", "CharField", "SlugField"),
        *("TextField", "FileField", "FilePathField", "GenericIPAddressField", "JSONField"),
    ),
    _AS_IS,
)
"""By Django's name of a column's type; another one is an error, never a guess."""


def code_of(field: "Field[Any, Any]") -> Code:
    """How a column is written; a foreign key is written as what it points to."""
    return CODES[_pointed(field).get_internal_type()]


def holds_json(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() == "JSONField"


def _pointed(field: Any) -> "Field[Any, Any]":  # noqa: ANN401 Django's relations are untyped
    while field.remote_field is not None:
        field = field.target_field
    held: Field[Any, Any] = field
    return held


def encoded(row: Row, codes: Sequence[Code]) -> list[Any]:
    """A row of the database as the file holds it."""
    return [v if v is None else code[0](v) for v, code in zip(row, codes, strict=True)]


def decoded(row: Row, codes: Sequence[Code]) -> list[Any]:
    """A row of the file as the database takes it."""
    return [v if v is None else code[1](v) for v, code in zip(row, codes, strict=True)]


def line_of(row: Row) -> bytes:
    """A row as one line of the file."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


class RowsDigest:
    """The count and the SHA-256 of rows, one after the other, the same on both databases.

    PostgreSQL does not keep how a JSON document was written: the order of its keys, 1e22 or
    10000000000000000000000, -0.0. What `json_places` names is hashed in one form for all.
    """

    def __init__(self, json_places: Iterable[int]) -> None:
        self.json_places = tuple(json_places)
        self.rows = 0
        self._hash = hashlib.sha256()

    def add(self, row: list[Any], line: bytes | None = None) -> None:
        """Count an encoded row; `line`, if known already, is its text."""
        self.rows += 1
        if self.json_places:
            row = list(row)
            for place in self.json_places:
                row[place] = canonical_json(row[place])
            line = None
        self._hash.update(line or line_of(row))

    def sha256(self) -> str:
        return self._hash.hexdigest()


def canonical_json(value: Any) -> Any:  # noqa: ANN401 whatever JSON holds
    """A JSON document in the one form that is hashed: keys in order, whole numbers whole."""
    if isinstance(value, dict):
        return {key: canonical_json(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [canonical_json(held) for held in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
