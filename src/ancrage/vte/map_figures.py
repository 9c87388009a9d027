"""The map of the missions: intercommunalités by how many are open there."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.vte.models import Offer

STEPS = ((1, "map-c1"), (2, "map-c3"), (4, "map-c5"))
"""From how many missions on which shade."""


def offers_map(
    request: ActorRequest,
    offers: Sequence[Offer],
    *,
    places: dict[str, str],
    table_id: str,
    day: dt.date,
) -> MapFigure:
    """Where the missions shown are; each place leads to its missions in the table."""
    counts = Counter(offer.siren for offer in offers if offer.siren)
    paths = outlines.intercommunality_paths("overview")
    shapes = tuple(
        Shape(
            siren,
            paths[siren],
            places.get(siren, siren),
            css_of(n),
            f"{link(request, 'vte_missions', siren=siren)}#{table_id}",
            ngettext("%(n)s mission", "%(n)s missions", n) % {"n": n},
        )
        for siren, n in sorted(counts.items())
        if siren in paths
    )
    title, source = (
        _("Missions VTE ouvertes, par intercommunalité"),
        _("déclarations des entreprises"),
    )
    return national_map(
        shapes=shapes,
        legend=(
            LegendItem("map-c1", _("une mission")),
            LegendItem("map-c3", _("deux ou trois")),
            LegendItem("map-c5", _("quatre et plus")),
        ),
        legend_title=_("Missions"),
        table_id=table_id,
        simulated=any(offer.is_demonstration for offer in offers),
        svg_url=link(request, "vte_map", "svg"),
        png_url=link(request, "vte_map", "png"),
        title=title,
        source=source,
        as_of=french_date(day),
        citation=_("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.")
        % {"title": title, "day": french_date(day), "source": source},
    )


def css_of(n: int) -> str:
    """The shade of so many missions."""
    return [css for least, css in STEPS if n >= least][-1]
