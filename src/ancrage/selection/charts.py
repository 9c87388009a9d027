"""The sizes of territories as charts, ours beside the official lists'."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.selection.origins import Origins
from ancrage.selection.sizes import Sizes, jobs_labels, members_labels
from ancrage.ui.charts import SERIES, Chart, Series, histogram


def members_chart(held: Sequence[Sizes], told: Origins) -> Chart:
    """Territories by number of whole members, one series for each list (four at most)."""
    return histogram(
        _("Territoires selon leur nombre d’intercommunalités entières"),
        members_labels(),
        [Series(_label(sizes), sizes.by_members) for sizes in _shown(held)],
        unit=_("territoires"),
        bin_heading=_("Intercommunalités entières"),
        source=told.source,
        as_of=told.as_of,
        key="membres",
    )


def jobs_chart(held: Sequence[Sizes], told: Origins) -> Chart:
    """Territories by industrial jobs (estimates) of their whole members."""
    return histogram(
        _("Territoires selon leurs emplois industriels (estimation)"),
        jobs_labels(),
        [Series(_label(sizes), sizes.by_jobs) for sizes in _shown(held)],
        unit=_("territoires"),
        bin_heading=_("Emplois industriels (estimation)"),
        source=told.source,
        as_of=told.as_of,
        key="emplois",
    )


def _shown(held: Sequence[Sizes]) -> Sequence[Sizes]:
    """The first lists and the last one: as many as a chart can tell apart."""
    return held if len(held) <= SERIES else [*held[: SERIES - 1], held[-1]]


def _label(sizes: Sizes) -> str:
    return f"{sizes.label} ({_('au moins')})" if sizes.lower_bound else sizes.label
