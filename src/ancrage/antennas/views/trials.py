"""A plan tried by hand: hosts added and taken away, told by the address of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.antennas.engine.model import Plan
from ancrage.antennas.engine.siting import Ground
from ancrage.antennas.models import Siting
from ancrage.antennas.queries.places import UnknownPlaceError, named_places
from ancrage.antennas.siting_page import WhatIf, what_if
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link, with_query

WITH, WITHOUT, NAMED = "avec", "sans", "nom"
"""The parameters of a trial: hosts added to the plan, taken away; one more, as it is typed."""
TRIED = 10
"""Hosts that a trial may add, and take away, at most."""
Held = Mapping[str, list[str]]


class Trial:
    """What the address asks to try on a plan."""

    def __init__(self, request: ActorRequest, siting: Siting, plan: Plan, ground: Ground) -> None:
        self.request, self.siting, self.plan = request, siting, plan
        self.typed = request.GET.get(NAMED, "").replace("\x00", "").strip()[:120]
        self.problem = ""
        added = request.GET.getlist(WITH)[:TRIED] + self._named()
        removed = request.GET.getlist(WITHOUT)[:TRIED]
        self.found: WhatIf | None = what_if(plan, ground, siting, added, removed)
        self.held: Held = {
            WITH: [place.siren for place in self.found.added] if self.found else [],
            WITHOUT: [place.siren for place in self.found.removed] if self.found else [],
        }
        self.names = {place.siren: place.name for place in ground.places}

    def context(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "tried": self.found,
            "trial": self.held,
            "undo": self._undo(),
            "typed": self.typed if self.problem else "",
            "typed_problem": self.problem,
            "drop": [(self.names[s], self._url(s)) for s in self.plan.hosts if not self._gone(s)],
            "variant_url": self._variant(),
        }

    def urls(self) -> dict[str, str]:
        """For each intercommunalité, the page where it is host, or no longer host."""
        return {siren: self._url(siren) for siren in self.names}

    def _named(self) -> list[str]:
        try:
            found = named_places([self.typed])
        except UnknownPlaceError as refusal:
            self.problem = str(refusal)
            return []
        if found and found[0] in self.plan.hosts:
            self.problem = _("Cette intercommunalité accueille déjà une antenne du plan.")
        return found

    def _gone(self, siren: str) -> bool:
        return siren in self.held[WITHOUT]

    def _url(self, siren: str) -> str:
        side = WITHOUT if siren in self.plan.hosts else WITH
        there = self.held[side]
        changed = [s for s in there if s != siren] if siren in there else [*there, siren]
        held = {**self.held, side: changed}
        query = "&".join(f"{name}={s}" for name, sirens in held.items() for s in sirens)
        address = link(self.request, "siting", self.siting.code)
        if not query:
            return f"{address}#plan"
        return f"{address}{'&' if '?' in address else '?'}{query}#essai"

    def _undo(self) -> list[tuple[str, str]]:
        """Each change in words, with the address where it is undone."""
        return [
            *(
                (_("%s accueille une antenne") % self.names[s], self._url(s))
                for s in self.held[WITH]
            ),
            *(
                (_("%s n’en accueille plus") % self.names[s], self._url(s))
                for s in self.held[WITHOUT]
            ),
        ]

    def _variant(self) -> str:
        """The form of a new scenario that imposes the trial."""
        address = with_query(self.request, link(None, "siting_create"), de=self.siting.code)
        told = [f"{name}={s}" for name, sirens in self.held.items() for s in sirens]
        return "&".join([address, *told])
