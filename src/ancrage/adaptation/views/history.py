"""« Histoire de la liste »: every version of a programme's list, and what led to it."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.adaptation.maps import MapTexts, before_and_after
from ancrage.adaptation.queries.history import Passage, passages
from ancrage.adaptation.queries.programmes import find_programme, open_programmes
from ancrage.adaptation.tables import changes_table
from ancrage.adaptation.timeline import Line, lines_of
from ancrage.adaptation.words import Speaker
from ancrage.geography.models import Perimeter
from ancrage.journal.policy import rights
from ancrage.people.middleware import ActorRequest
from ancrage.selection.engine.model import Country
from ancrage.selection.queries.country import loaded_country
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.tables import Table

SIDES = ("avant", "apres")
DRAWN = 6
"""How many versions have their maps on the page; each older one has a page of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """A version as the page shows it."""

    passage: Passage
    said: list[str]
    lines: list[Line]
    maps: tuple[MapFigure, MapFigure] | None
    is_drawn: bool
    table: Table
    journal_url: str
    changes_url: str


def histories(request: ActorRequest) -> HttpResponse:
    """The programmes that have a history; with only one, its own."""
    held = open_programmes()
    if len(held) == 1:
        return history(request, held[0].code)
    context = {"programmes": held, "breadcrumb": [(_("Histoire de la liste"), "")]}
    return render(request, "adaptation/histories.html", context)


def history(request: ActorRequest, programme: str) -> HttpResponse:
    """Every version, newest first: who proposed, who decided, when, why, the maps."""
    found = _programme(programme)
    country = loaded_country()
    told = [
        _told(request, country, passage, drawn=rank < DRAWN, alone=False)
        for rank, passage in enumerate(passages(found))
    ]
    context = {
        "programme": found,
        "versions": told,
        "simulated": any(t.passage.version.is_simulated for t in told),
        "breadcrumb": _trail(request, found),
    }
    return render(request, "adaptation/history.html", context)


def version(request: ActorRequest, programme: str, code: str) -> HttpResponse:
    """One version: the same, with the table of what changed."""
    found = _programme(programme)
    passage = _passage(found, code)
    told = _told(request, loaded_country(), passage, drawn=True, alone=True)
    context = {
        "programme": found,
        "told": told,
        "simulated": passage.version.is_simulated,
        "breadcrumb": _trail(request, found, passage.version.marked_name),
    }
    return told.table.response() or render(request, "adaptation/version.html", context)


def map_file(
    request: ActorRequest, programme: str, code: str, side: str, kind: str
) -> HttpResponse:
    """One of the two maps of a version as a file."""
    found = _maps(loaded_country(), _passage(_programme(programme), code), "")
    if found is None or side not in SIDES:
        raise Http404
    return download(found[SIDES.index(side)], kind=kind, filename=f"liste-{code}-{side}")


def _programme(code: str) -> Perimeter:
    found = find_programme(code)
    if found is None:
        raise Http404(_("Aucun programme ne porte ce code."))
    return found


def _passage(programme: Perimeter, code: str) -> Passage:
    found = next((p for p in passages(programme) if p.version.code == code), None)
    if found is None:
        raise Http404(_("Aucune liste de ce programme ne porte ce code."))
    return found


def _told(
    request: ActorRequest, country: Country, passage: Passage, *, drawn: bool, alone: bool
) -> Told:
    """`alone`: the version has a page to itself, with the table that says what the maps show."""
    table = changes_table(request, passage.change, Speaker(country))
    return Told(
        passage=passage,
        said=passage.said(country),
        lines=lines_of(passage.steps),
        maps=_maps(country, passage, table.element_id if alone else "") if drawn else None,
        is_drawn=drawn and passage.before is not None,
        table=table,
        journal_url=_journal_url(request, passage),
        changes_url=_changes_url(request, passage),
    )


def _maps(country: Country, passage: Passage, table_id: str) -> tuple[MapFigure, MapFigure] | None:
    if passage.before is None:
        return None
    before, after = passage.before, passage.version
    url = link(None, "list_history_map", after.perimeter_id, after.code, SIDES[0], "svg")
    base = url.removesuffix(f"{SIDES[0]}.svg")
    texts = MapTexts(
        version=after,
        titles=(
            _("Avant : %(list)s") % {"list": before.marked_name},
            _("Après : %(list)s") % {"list": after.marked_name},
        ),
        urls=(f"{base}{SIDES[0]}", f"{base}{SIDES[1]}"),
        table_id=table_id,
        before=before,
    )
    return before_and_after(country=country, change=passage.change, texts=texts)


def _journal_url(request: ActorRequest, passage: Passage) -> str:
    """The entries of what made it, for who reads the journal."""
    if not rights().may_enter(request.actor, "journal.read"):
        return ""
    about = passage.amendment.code if passage.amendment else passage.version.code
    return link(request, "journal", objet=about)


def _changes_url(request: ActorRequest, passage: Passage) -> str:
    if passage.before is None:
        return ""
    return link(request, "changes", de=passage.before.code, vers=passage.version.code)


def _trail(request: ActorRequest, programme: Perimeter, *steps: str) -> list[tuple[str, str]]:
    found = [(_("Histoire de la liste"), link(request, "list_histories"))]
    if not steps:
        return [*found, (programme.name, "")]
    found.append((programme.name, link(request, "list_history", programme.code)))
    return [*found, *((step, "") for step in steps)]
