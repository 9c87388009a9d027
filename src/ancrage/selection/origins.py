"""Where the figures of the identification's pages come from: read once, said with each."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from ancrage.geography.measures import BY_KEY, FigureBook, dated
from ancrage.geography.queries import figure_definitions
from ancrage.kernel.quality import Quality
from ancrage.ui.figures import Figure

USED = ("industrial_jobs", "population")
"""The measures that the identification adds up; the total jobs share the first one's origin."""


@dataclass(frozen=True)
class Origins:
    """The pack's word on the figures that the identification uses."""

    book: FigureBook

    def figure(
        self, key: str, value: float | None, label: str, *, lower_bound: bool = False
    ) -> Figure:
        """A sum of the measure `key` (one of USED), in its own unit."""
        unit = str(BY_KEY[key].unit)
        return self._figure(key, value, label, unit=unit, decimals=0, lower_bound=lower_bound)

    def share(
        self,
        value: float | None,
        label: str,
        *,
        key: str = "industrial_jobs",
        lower_bound: bool = False,
    ) -> Figure:
        """A share of the country's total of `key` (0 to 1), shown in per cent."""
        rate = None if value is None else value * 100
        found = self._figure(key, rate, label, unit="%", decimals=1, lower_bound=lower_bound)
        # A share of counts is computed; a share of estimates stays an estimate.
        exact = found.quality == Quality.EXACT
        return replace(found, quality=Quality.DERIVED) if exact else found

    def _figure(
        self,
        key: str,
        value: float | None,
        label: str,
        *,
        unit: str,
        decimals: int,
        lower_bound: bool,
    ) -> Figure:
        measure = BY_KEY[key]
        return Figure(
            value=value,
            label=label,
            unit=unit,
            as_of=self.book.vintage(measure),
            source=self.book.source(measure),
            quality=self.book.quality(measure),
            decimals=decimals,
            lower_bound=lower_bound,
        )

    @cached_property
    def source(self) -> str:
        """The sources of the figures used, for the foot of a table or a map."""
        found = dict.fromkeys(self.book.source(BY_KEY[key]) for key in USED)
        told = " ; ".join(filter(None, found)) or _("jeu de référence")
        return _("%(sources)s ; calcul Ancrage (liste simulée)") % {"sources": told}

    @cached_property
    def as_of(self) -> str:
        """Their vintages."""
        return "\u00a0; ".join(dated(self.book, USED))


def origins() -> Origins:
    """Read what the pack says; one query."""
    return Origins(FigureBook(figure_definitions()))
