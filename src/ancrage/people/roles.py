"""The roles of the programme, read from their data file."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from ancrage.kernel.rights import EVERYONE, HOST, PERSON, ScopeKind


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role: what it is held on, the kinds of organisation that hold it, who gives it.

    `also`: how else people write it.
    """

    code: str
    label: str
    scope: ScopeKind
    organisations: tuple[str, ...]
    meaning: str
    given_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    tandem: bool = False


IMPLICIT = {
    EVERYONE: "tout visiteur",
    PERSON: "toute personne connectée",
    HOST: "exploitant de la machine",
}
"""The roles that nobody is given, in words."""


@lru_cache(maxsize=1)
def role_kinds() -> dict[str, RoleKind]:
    """Every role by its code, in the order of the data file."""
    text = (files("ancrage.people") / "data" / "roles.yaml").read_text(encoding="utf-8")
    read = [
        RoleKind(
            code=told["code"],
            label=told["label"],
            scope=ScopeKind(told["scope"]),
            organisations=tuple(told["organisations"]),
            meaning=told["meaning"],
            given_by=tuple(told["given_by"]),
            also=tuple(told.get("also", ())),
            tandem=told.get("tandem", False),
        )
        for told in yaml.safe_load(text)
    ]
    return {role.code: role for role in read}


def role_label(code: str) -> str:
    """A role in words, those that nobody is given included."""
    held = role_kinds().get(code)
    return held.label if held else IMPLICIT.get(code, code)
