"""What the pages of open data share: where the page stands, what was sent."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the catalogue: the last step is the page itself."""
    found = [(_("Données ouvertes"), link(request, "open_data"))]
    return [*found, *((step, "") if isinstance(step, str) else step for step in steps)]


def said(request: ActorRequest, names: Sequence[str]) -> dict[str, str]:
    """Fields of the form that was sent, as typed, without what no database keeps."""
    return {
        name: request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")
        for name in names
        if name in request.POST
    }


def given(request: ActorRequest) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    """The fields and files of a form that was sent; none when it is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
