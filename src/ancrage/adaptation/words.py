"""Moves, lists and steps in French words."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    Move,
    Part,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    SplitTerritory,
)
from ancrage.selection.engine.model import Country

KINDS = {
    AddMember.kind: (
        gettext_lazy("Ajouter une intercommunalité"),
        gettext_lazy("Elle n’est dans aucun territoire, et en rejoint un."),
    ),
    RemoveMember.kind: (
        gettext_lazy("Retirer une intercommunalité"),
        gettext_lazy("Elle quitte son territoire, où d’autres restent."),
    ),
    SplitTerritory.kind: (
        gettext_lazy("Diviser un territoire"),
        gettext_lazy("Certains de ses membres en forment un nouveau."),
    ),
    MergeTerritories.kind: (
        gettext_lazy("Réunir deux territoires"),
        gettext_lazy("Ils n’en font plus qu’un, avec tous leurs membres."),
    ),
    RenameTerritory.kind: (
        gettext_lazy("Renommer un territoire"),
        gettext_lazy("Ses membres ne changent pas."),
    ),
    AddTerritory.kind: (
        gettext_lazy("Ajouter un territoire"),
        gettext_lazy("Fait d’intercommunalités qui ne sont dans aucun."),
    ),
    RemoveTerritory.kind: (
        gettext_lazy("Retirer un territoire"),
        gettext_lazy("Il quitte la liste avec tous ses membres."),
    ),
}
"""What each kind of move is called, and what it does."""


class Speaker:
    """Says moves made one after the other: a territory is called as it is when the move comes."""

    def __init__(self, country: Country) -> None:
        self.places = {unit.siren: unit.name for unit in country.units}

    def place(self, siren: str) -> str:
        """An intercommunalité by its name."""
        return self.places.get(siren, siren)

    def enumerated(self, sirens: Iterable[str]) -> str:
        """« A, B et C »."""
        return together([self.place(siren) for siren in sirens])

    def move(self, move: Move, before: Sequence[AmendedTerritory]) -> str:
        """One change in one sentence, without a full stop."""
        names = {territory.code: f"« {territory.name} »" for territory in before}
        match move:
            case AddMember():
                said = _("Ajouter %(place)s au territoire %(territory)s")
            case RemoveMember():
                said = _("Retirer %(place)s du territoire %(territory)s")
            case RenameTerritory():
                said = _("Renommer le territoire %(territory)s en « %(name)s »")
            case RemoveTerritory():
                said = _("Retirer de la liste le territoire %(territory)s")
            case _:
                return self._several(move, names)
        return said % {
            "place": self.place(getattr(move, "siren", "")),
            "territory": names.get(move.territory, move.territory),
            "name": getattr(move, "name", ""),
        }

    def _several(
        self, move: SplitTerritory | MergeTerritories | AddTerritory, names: Mapping[str, str]
    ) -> str:
        match move:
            case SplitTerritory():
                parts = " ; ".join(self._part(part) for part in move.parts)
                told = {"territory": names.get(move.territory, move.territory), "parts": parts}
                return _("Diviser le territoire %(territory)s : %(parts)s") % told
            case MergeTerritories():
                merged = together([names.get(code, code) for code in move.codes])
                told = {"territories": merged, "name": move.name}
                return _("Réunir les territoires %(territories)s en « %(name)s »") % told
        told = {"name": move.name, "places": self.enumerated(move.members)}
        return _("Ajouter le territoire « %(name)s » : %(places)s") % told

    def _part(self, part: Part) -> str:
        return _("« %(name)s » avec %(places)s") % {
            "name": part.name,
            "places": self.enumerated(part.members),
        }


def together(words: Sequence[str]) -> str:
    """« A, B et C »."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def moves_in_words(
    country: Country, held: Sequence[Sequence[AmendedTerritory]], moves: Iterable[Move]
) -> list[str]:
    """The moves, with the list as it is before each (`lists.stages`)."""
    speaker = Speaker(country)
    return [speaker.move(move, before) for move, before in zip(moves, held, strict=False)]
