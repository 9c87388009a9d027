"""Where the figures come from, what they say, and what must not be done with them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography import queries
from ancrage.geography.models import ReferencePack
from ancrage.kernel.quality import Quality
from ancrage.kernel.text import typeset
from ancrage.ui.figures import QUALITY_LABELS, QUALITY_MEANINGS
from ancrage.ui.formats import french_date
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Table, build_table

TABLES = {
    "communes": gettext_lazy("communes"),
    "employment_zones": gettext_lazy("zones d’emploi"),
    "epci": gettext_lazy("intercommunalités"),
    "epci_adjacency": gettext_lazy("voisinages"),
    "epts": gettext_lazy("établissements publics territoriaux"),
    "outlines": gettext_lazy("contours"),
    "territories": gettext_lazy("listes de territoires"),
}
"""The pack's tables in words."""


def sources(request: DatedRequest) -> HttpResponse:
    """The sources, the definitions of the figures, the origin of the lists, the pack's identity."""
    pack = queries.loaded_pack()
    tables = [_sources_table(request, pack), _figures_table(request, pack)]
    for table in tables:
        answer = table.response()
        if answer is not None:
            return answer
    context = {
        "pack": pack,
        "sources_table": tables[0],
        "figures_table": tables[1],
        "lists": queries.versions(),
        "unpublished": queries.unpublished_lists(),
        "qualities": [(q.value, QUALITY_MEANINGS[q]) for q in Quality],
        "breadcrumb": [(_("Sources"), "")],
    }
    return render(request, "geography/sources.html", context)


def _sources_table(request: DatedRequest, pack: ReferencePack | None) -> Table:
    return build_table(
        request,
        rows=queries.sources(),
        columns=[
            Column("code", _("Repère"), lambda s: s.code, sortable=False),
            Column("producer", _("Producteur"), lambda s: s.producer),
            Column("title", _("Données"), lambda s: s.title),
            Column("vintage", _("Millésime"), lambda s: s.vintage, sortable=False),
            Column("obtained_from", _("Obtenu de"), lambda s: s.obtained_from, sortable=False),
            Column("licence", _("Licence"), lambda s: s.licence),
        ],
        caption=_("Sources des données"),
        filename="sources",
        prefix="s-",
        page_size=0,
        source=_name(pack),
        as_of=_loaded_on(pack),
    )


def _figures_table(request: DatedRequest, pack: ReferencePack | None) -> Table:
    return build_table(
        request,
        rows=queries.figure_definitions(),
        columns=[
            Column("label", _("Chiffre"), lambda d: d.label),
            Column(
                "table",
                _("Porte sur"),
                lambda d: str(TABLES.get(d.table, d.table)),
                filterable=True,
            ),
            Column("column", _("Colonne"), lambda d: d.column, default=False),
            Column("unit", _("Unité"), lambda d: d.unit, sortable=False),
            Column(
                "quality",
                _("Qualité"),
                lambda d: str(QUALITY_LABELS[Quality(d.quality)]),
                filterable=True,
            ),
            Column("vintage", _("Millésime"), lambda d: d.vintage, sortable=False),
            Column("source", _("Source"), lambda d: d.source_id or ""),
            Column("licence", _("Licence"), lambda d: d.source.licence if d.source else ""),
            Column("caution", _("Précaution"), lambda d: typeset(d.caution), sortable=False),
        ],
        search=lambda d: f"{d.label} {d.column} {d.caution}",
        caption=_("Définition des chiffres"),
        filename="definitions-des-chiffres",
        prefix="c-",
        page_size=0,
        source=_name(pack),
        as_of=_loaded_on(pack),
    )


def _name(pack: ReferencePack | None) -> str:
    return pack.name if pack else ""


def _loaded_on(pack: ReferencePack | None) -> str:
    return french_date(pack.loaded_at.date()) if pack else ""
