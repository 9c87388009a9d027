"""What the pages of reconciliation and of returns share."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.funding.views.common import trail as under_money
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT = 409


def said(request: ActorRequest, name: str) -> str:
    """A field of the form that was sent, as typed, without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the page of reconciliation; the last step is the page itself."""
    first = (_("Rapprochement"), link(request, "reconciliation") if steps else "")
    return under_money(request, first, *steps)


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except ValueError as refusal:
        return refused(str(refusal))
    return redirect(done())
