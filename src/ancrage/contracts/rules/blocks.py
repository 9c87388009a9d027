"""The blocks that an act is composed of, and the fields that people write for them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from ancrage.kernel.text import typeset

DATE, TEXT, CHOICE, SHEETS, COMMITMENTS = "date", "text", "choice", "sheets", "commitments"
FIELD_KINDS = frozenset({DATE, TEXT, CHOICE, SHEETS, COMMITMENTS})
TABLES = frozenset({"parties", "sheets", "money", "plan"})
LISTS = frozenset({"changes", "commitments", "sheet_obligations"})
PICTURES = frozenset({"territory"})
VARIABLES = frozenset({"territory", "regions", "members", "contract", "act", "amended"})
MOST = 5000


@dataclass(frozen=True, slots=True)
class ActField:
    """What people write for an act. `options`: what may be chosen, with the sentence of each."""

    code: str
    kind: str
    label: str
    needed: bool = False
    help: str = ""
    most: int = MOST
    default: str = ""
    options: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One part of an act: an article or an annex, with what it says, lists or shows."""

    acts: tuple[str, ...]
    article: str = ""
    annex: str = ""
    text: str = ""
    list: str = ""
    table: str = ""
    picture: str = ""
    asks: tuple[ActField, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks in force from a day on, where they come from, what the project chose."""

    valid_from: dt.date
    source: str
    choice: str
    blocks: tuple[Block, ...]

    def of(self, kind: str) -> tuple[Block, ...]:
        """Those of an act of a kind, in order."""
        return tuple(block for block in self.blocks if kind in block.acts)

    def fields(self, kind: str) -> dict[str, ActField]:
        """The fields of an act of a kind, by code, in the order of the blocks."""
        return {field.code: field for block in self.of(kind) for field in block.asks}


def read_blocks(told: Mapping[str, Any]) -> Blocks:
    """A version of the data file. ValueError for what nothing composes."""
    made = Blocks(
        told["valid_from"],
        typeset(told["source"]),
        typeset(told["choice"]),
        tuple(_block(one) for one in told["blocks"]),
    )
    for kind in {kind for block in made.blocks for kind in block.acts}:
        _check(made, kind)
    return made


def _block(told: Mapping[str, Any]) -> Block:
    words = {name: typeset(told.get(name, "")) for name in ("article", "annex", "text")}
    shown = {name: told.get(name, "") for name in ("list", "table", "picture")}
    asks = tuple(_field(one) for one in told.get("asks", ()))
    return Block(acts=tuple(told["acts"]), asks=asks, **words, **shown)


def _field(told: Mapping[str, Any]) -> ActField:
    words = {name: typeset(told.get(name, "")) for name in ("label", "help")}
    options = {code: typeset(text) for code, text in told.get("options", {}).items()}
    return ActField(**{**told, **words, "options": options or None})


def _check(made: Blocks, kind: str) -> None:
    fields = [field for block in made.of(kind) for field in block.asks]
    codes = [field.code for field in fields]
    if len(set(codes)) < len(codes) or set(codes) & VARIABLES:
        raise ValueError(f"blocks.yaml, {kind}: a field is told twice")
    if odd := {field.kind for field in fields} - FIELD_KINDS:
        raise ValueError(f"blocks.yaml, {kind}: {', '.join(odd)} is no kind of field")
    for block in made.of(kind):
        _check_block(block, {*codes, *VARIABLES})


def _check_block(block: Block, known: set[str]) -> None:
    if bool(block.article) == bool(block.annex):
        raise ValueError("blocks.yaml: a block is an article or an annex")
    for shown, those in ((block.table, TABLES), (block.list, LISTS), (block.picture, PICTURES)):
        if shown and shown not in those:
            raise ValueError(f"blocks.yaml: nothing shows « {shown} »")
    if unknown := sorted(set(variables(block.text)) - known):
        raise ValueError(f"blocks.yaml: {', '.join(unknown)} is no variable")


def variables(text: str) -> Iterator[str]:
    """The names between braces."""
    return (name for _text, name, _spec, _conversion in Formatter().parse(text) if name)


def unwritten(fields: Sequence[ActField], choices: Mapping[str, Any]) -> list[str]:
    """The labels of what must be written and is not."""
    return [field.label for field in fields if field.needed and not value_of(field, choices)]


def value_of(field: ActField, choices: Mapping[str, Any]) -> Any:  # noqa: ANN401 as kinds differ
    """What a field holds, its default when nothing was written."""
    return choices.get(field.code, field.default)
