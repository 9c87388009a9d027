"""What the pages share: the list they speak of, and a helpful answer to an unknown code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.models import PerimeterVersion
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest

Links = Sequence[tuple[str, str]]


def lost(
    request: DatedRequest, *, title: str, explanation: str, ways_out: Links, status: int = 404
) -> HttpResponse:
    """A page that says what was not found and where to look, at the page's date."""
    context = {
        "title": title,
        "explanation": explanation,
        "ways_out": ways_out,
        "breadcrumb": [(title, "")],
    }
    return render(request, "geography/lost.html", context, status=status)


@dataclass(frozen=True, slots=True)
class ListChoice:
    """The list a page speaks of: asked for, or the official one in force at the page's date.

    `version` None: the code is unknown (`asked` says which), or no list is known at that date.
    """

    held: list[PerimeterVersion]
    version: PerimeterVersion | None
    asked: str = ""

    @property
    def is_lost(self) -> bool:
        return bool(self.asked) and self.version is None


def choose_list(request: DatedRequest, *, parameter: str = "liste") -> ListChoice:
    """Read the list from the address, or take the official one in force; one query."""
    held = queries.versions()
    asked = request.GET.get(parameter, "").strip()
    if asked:
        return ListChoice(held, next((v for v in held if v.code == asked), None), asked)
    return ListChoice(held, queries.in_force(queries.official(held), on=request.as_at.date))


def unknown_list(request: DatedRequest, choice: ListChoice) -> HttpResponse:
    return lost(
        request,
        title=_("Liste inconnue"),
        explanation=_("Aucune liste ne porte le code « %(code)s ».") % {"code": choice.asked[:50]},
        ways_out=list_links(request, choice.held),
    )


def list_links(request: DatedRequest, held: Iterable[PerimeterVersion]) -> list[tuple[str, str]]:
    """Each list with the address of its territories."""
    found = [(_label(v), link(request, "territories", liste=v.code)) for v in held]
    return [*found, (_("Toutes les listes"), link(request, "lists"))]


def _label(version: PerimeterVersion) -> str:
    return version.marked_name
