"""What the pages of sheets share: which sheet, where the page stands, refusals."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import scope_labels
from ancrage.roadmaps.access import TANDEM
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.queries.pages import Opened, opened
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
REFUSALS = (SheetRefusedError, StepRefusedError, FileRefusedError, AccountRefusedError)
"""What an action may refuse with one French sentence."""


def seen_or_404(request: ActorRequest, code: str) -> Opened:
    """The sheet of the address, if the reader may know of it."""
    found = opened(request.actor, code, day=timezone.localdate())
    if found is None:
        raise Http404(_("Cette fiche n’existe pas."))
    return found


def full_or_404(request: ActorRequest, code: str) -> Opened:
    """The sheet of the address, if the reader may read it as it is being written."""
    found = seen_or_404(request, code)
    if not found.access.is_full:
        raise Http404(_("Cette fiche n’existe pas."))
    return found


def written_or_404(request: ActorRequest, code: str) -> Opened:
    """The sheet of the address, if the reader writes it."""
    found = full_or_404(request, code)
    if not found.access.is_writer:
        raise Http404(_("Cette fiche n’existe pas."))
    return found


def said(request: ActorRequest, name: str) -> str:
    """A field of the form that was sent, as typed, without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")


def number_in(request: ActorRequest, name: str) -> int:
    """A number that a form posts; 0 for what is none."""
    text = said(request, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the list of sheets: the last step is the page itself."""
    found = [(_("Fiches action"), link(request, "sheets"))]
    return [*found, *((step, "") if isinstance(step, str) else step for step in steps)]


def sheet_step(request: ActorRequest, held: Opened) -> tuple[str, str]:
    """A sheet in the breadcrumb."""
    return held.sheet.code, link(request, "sheet", held.sheet.code)


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    except InputRefused as refusal:
        return refused(" ".join(faults_in_words(refusal)))
    return redirect(done())


def faults_in_words(refusal: InputRefused) -> list[str]:
    """« Montant : écrivez un montant positif. »."""
    return [
        f"{problem.column}\N{NO-BREAK SPACE}: {problem.advice[:1].lower()}{problem.advice[1:]}"
        for problem in refusal.problems
    ]


def territories_of(actor: Actor) -> list[tuple[str, str]]:
    """The territories for which somebody writes sheets, by name: their scope codes, their names."""
    codes = {h.scope.code for h in actor.holdings if h.role in TANDEM}
    names = scope_labels(Scope(ScopeKind.TERRITORY, code) for code in codes)
    return sorted(((scope.code, name) for scope, name in names.items()), key=lambda one: one[1])


def clock(now: dt.datetime) -> str:
    """« 10:42 », as the readers' clocks say it."""
    return f"{timezone.localtime(now):%H:%M}"
