"""The table of rights as people read it: an action a row, a role a column, reach in words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import yaml
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Reach, Right
from ancrage.people.roles import IMPLICIT, role_kinds, role_label
from ancrage.people.table import FOLDER
from ancrage.ui.columns import Column, Filter
from ancrage.ui.tables import Table

INTERFACES = {
    "screen": gettext_lazy("écran"),
    "api": gettext_lazy("API"),
    "command": gettext_lazy("commande"),
}
REACH_WORDS = {
    Reach.ANY: gettext_lazy("partout"),
    Reach.OWN: gettext_lazy("son périmètre"),
    Reach.SELF: gettext_lazy("soi-même"),
    Reach.OUTLINE: gettext_lazy("aperçu"),
}
"""How far a right reaches, in words."""


@dataclass(frozen=True, slots=True)
class RightRow:
    """An action, with its capability and the doors that lead to it."""

    right: Right
    capability: str
    doors: tuple[str, ...]

    @property
    def how(self) -> str:
        """« lire » or « agir »."""
        return _("agir") if self.right.writes else _("lire")

    @property
    def holders(self) -> str:
        """Who has it, and how far: « équipe nationale (partout), copilote régional (son …) »."""
        return ", ".join(f"{role_label(role)} ({self.reach(role)})" for role in self.right.who)

    def reach(self, role: str) -> str:
        """How far a role has this right, in words; "" when it has not."""
        held = self.right.who.get(role)
        return str(REACH_WORDS[held]) if held else ""


@lru_cache(maxsize=1)
def capabilities() -> dict[str, str]:
    """The names of the capabilities, by what their actions' names begin with."""
    text = (FOLDER.parent / "capabilities.yaml").read_text(encoding="utf-8")
    read: dict[str, str] = yaml.safe_load(text)
    return read


def right_rows() -> list[RightRow]:
    """Every action, capability by capability in the order of the house, as the table has them."""
    order = {code: rank for rank, code in enumerate(capabilities())}
    found = sorted(
        rights().rights.values(), key=lambda right: order[right.action.partition(".")[0]]
    )
    return [
        RightRow(right, capabilities()[right.action.partition(".")[0]], _doors(right.action))
        for right in found
    ]


def _doors(action: str) -> tuple[str, ...]:
    table = rights()
    routes = [door.partition(" ")[0] for door, held in table.routes.items() if held == action]
    there = {
        "screen": any(not name.startswith("api-1:") for name in routes),
        "api": any(name.startswith("api-1:") for name in routes),
        "command": action in table.commands.values(),
    }
    return tuple(str(words) for kind, words in INTERFACES.items() if there[kind])


def rights_table(request: HttpRequest) -> Table:
    """The table of the page « Qui peut quoi »."""
    roles = [*role_kinds(), *IMPLICIT]
    columns = [
        Column("action", _("Action"), lambda row: row.right.label),
        Column("domaine", _("Domaine"), lambda row: row.capability, filterable=True),
        Column("nature", _("Lire ou agir"), lambda row: row.how, filterable=True),
        Column("qui", _("Qui, et jusqu’où"), lambda row: row.holders, sortable=False),
        *(
            Column(role, role_label(role).capitalize(), _reach_of(role), default=False)
            for role in roles
        ),
        Column("condition", _("À condition"), lambda row: row.right.condition),
        Column("acces", _("Par"), lambda row: ", ".join(row.doors), default=False),
    ]
    return Table(
        request,
        rows=right_rows(),
        columns=columns,
        filters=[
            Filter(
                "role",
                _("Rôle"),
                lambda row: row.right.who,
                choices=[(role, role_label(role).capitalize()) for role in roles],
                all_label=_("Tous les rôles"),
            )
        ],
        search=lambda row: f"{row.right.label} {row.right.condition} {row.capability}",
        caption=_("Qui peut quoi, et jusqu’où"),
        filename="qui-peut-quoi",
        source=_("table des droits d’Ancrage, celle que le site applique"),
        page_size=0,
    )


def matrix_columns() -> str:
    """The columns of the whole matrix, as the table's address names them."""
    return ",".join(["action", *role_kinds(), *IMPLICIT])


def _reach_of(role: str) -> Callable[[RightRow], str]:
    return lambda row: row.reach(role)
