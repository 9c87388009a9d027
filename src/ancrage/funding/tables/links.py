"""Requests, sheets and dossiers that are tied to nothing, with what is suggested for them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.funding.models.matching import PROJECT, REQUEST, SHEET
from ancrage.funding.queries.linking import Tie, ties, unlinked
from ancrage.funding.words.matching import source_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryTable

KINDS = {
    REQUEST: gettext_lazy("Sollicitations sans dossier"),
    SHEET: gettext_lazy("Fiches action sans dossier"),
    PROJECT: gettext_lazy("Dossiers qui seraient d’un même projet"),
}
PAGES = {REQUEST: "request", SHEET: "sheet"}
"""The page of what is tied; a dossier's is in its own room."""
PAGE_SIZE = 25


def ties_table(request: ActorRequest, kind: str, *, today: dt.date) -> QueryTable:
    """A line for each, with the dossier suggested first."""
    page = PAGES.get(kind)
    rows = unlinked(request.actor, kind).order_by("-code")
    return QueryTable(
        request,
        rows=rows,
        columns=(
            QueryColumn(
                "code",
                _("Code"),
                lambda tie: tie.side.code,
                order="code",
                link=(lambda tie: link(request, page, tie.side.code)) if page else None,
            ),
            QueryColumn("objet", _("Objet"), lambda tie: tie.side.label),
            QueryColumn("beneficiaire", _("Bénéficiaire"), lambda tie: tie.side.known.name),
            QueryColumn("dossier", _("Dossier suggéré (poids)"), _best),
        ),
        present=lambda held: _ties(held, kind, today),
        caption=str(KINDS[kind]),
        filename="liens-de-dossiers",
        source=source_of(invented=rows.filter(is_demonstration=True).exists()),
        as_of=french_date(today),
        page_size=PAGE_SIZE,
    )


def _ties(held: Sequence[Any], kind: str, today: dt.date) -> list[Tie]:
    return ties(held, kind, on=today)


def _best(tie: Tie) -> str:
    if not tie.found:
        return _("aucun dossier suggéré")
    best = tie.found[0]
    told = f"{best.key} ({best.score})"
    return _("%s, à égalité avec un autre") % told if best.is_tied else told
