"""What the pages of needs and of referents share: forms, refusals, where one comes from."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ancrage.matching.actions.adjustments import AdjustmentRefusedError
from ancrage.matching.actions.coverage import DesignationRefusedError
from ancrage.matching.actions.needs import NeedRefusedError
from ancrage.people.middleware import ActorRequest

REFUSALS = (AdjustmentRefusedError, DesignationRefusedError, NeedRefusedError)
"""What an action may refuse with one French sentence."""
CONFLICT, UNFIT = 409, 422
Trail = list[tuple[str, str]]


def attempt(
    form: Form, act: Callable[[], Any], *, done: str, shown: Callable[[int], HttpResponse]
) -> HttpResponse:
    """Do it when the form is right; else show it again: what is wrong, all that was typed."""
    if not form.is_bound:
        return shown(200)
    if not form.is_valid():
        return shown(UNFIT)
    try:
        act()
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return shown(CONFLICT)
    return redirect(done)


def form_page(
    request: ActorRequest,
    form: Form,
    *,
    title: str,
    trail: Trail,
    facts: list[tuple[str, str]] | None = None,
    submit: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page that is one form: what it is about, its fields, its button."""
    context = {
        "form": form,
        "title": title,
        "facts": facts or [],
        "submit": submit or _("Enregistrer"),
        "back": trail[-1][1],
        "breadcrumb": [*trail, (title, "")],
    }
    return render(request, "people/form.html", context, status=status)
