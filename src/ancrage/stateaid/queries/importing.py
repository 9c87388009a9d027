"""A file of a dated table as it is read: its rows, or every fault of it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.stateaid.definitions import default_layout, regimes
from ancrage.stateaid.models import ImportedTable
from ancrage.stateaid.queries.tables import layout_in_force
from ancrage.stateaid.rules import tables_read
from ancrage.stateaid.rules.register import Field, Layout


def digest_of(content: bytes) -> str:
    """What tells a file from another."""
    return hashlib.sha256(content).hexdigest()


def read_table(kind: str, name: str, content: bytes) -> Sequence[Any]:
    """What a file tells, nothing being written: rows of `rules/tables_read.py`, of a layout its
    fields. InputRefused, with every fault and where it is."""
    if kind == ImportedTable.ZONES:
        return tables_read.read_zones(content, file=name)
    if kind == ImportedTable.RATES:
        return tables_read.read_rates(content, file=name)
    if kind == ImportedTable.LAYOUT:
        return tables_read.read_layout_file(content, file=name, default=default_layout())
    if kind == ImportedTable.REGISTER:
        layout = current_layout()
        return tables_read.read_register(content, file=name, layout=layout, regimes=regimes())
    what = _("cette sorte de table n’existe pas.")
    raise InputRefused([Problem(name, None, None, what, _("Choisissez-la."))])


def current_layout() -> Layout:
    """The layout of the register's file: the last imported, else ours."""
    held = layout_in_force()
    if held is None:
        return default_layout()
    return tuple(Field(**field) for field in held.layout["fields"])
