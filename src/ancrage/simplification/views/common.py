"""What the pages of blocks share: which case and report, where the page stands, refusals."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.simplification.access import Access
from ancrage.simplification.actions.parts import BlockRefusedError
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.queries.cases import find_case
from ancrage.simplification.queries.reports import access_to, find_report
from ancrage.ui.links import link

REFUSALS = (BlockRefusedError, FileRefusedError, StepRefusedError)
"""What an action may refuse with one French sentence."""
CONFLICT, BAD = 409, 400


def said(request: ActorRequest, name: str) -> str:
    """What a form posts under a name, without what no database keeps; "" when nothing."""
    return request.POST.get(name, "").replace("\x00", "")


def number_in(request: ActorRequest, name: str) -> int:
    """A number that a form posts; 0 for what is none."""
    text = said(request, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def case_or_404(request: ActorRequest, number: int) -> BlockCase:
    """The case of the address, if the reader may know of it."""
    found = find_case(request.actor, number)
    if found is None:
        raise Http404(_("Aucun cas ne porte ce numéro."))
    return found


def report_or_404(request: ActorRequest, number: int) -> tuple[BlockReport, Access]:
    """The report of the address, and how much of it the reader may read."""
    found = find_report(request.actor, number)
    access = access_to(request.actor, found) if found is not None else Access.NONE
    if found is None or access == Access.NONE:
        raise Http404(_("Aucun signalement ne porte ce numéro."))
    return found, access


def trail(request: ActorRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The breadcrumb: the last step is the page itself."""
    return [(_("Règles qui bloquent"), link(request, "blocks")), *steps]


def case_step(request: ActorRequest, case: BlockCase) -> tuple[str, str]:
    """A case in the breadcrumb."""
    label = _("Cas n° %(number)d") % {"number": case.number}
    return label, link(request, "block_case", case.number)


def report_step(request: ActorRequest, report: BlockReport) -> tuple[str, str]:
    """A report in the breadcrumb."""
    label = _("Signalement n° %(number)d") % {"number": report.number}
    return label, link(request, "block_report", report.number)


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    except InputRefused as refusal:
        return refused(" ".join(problem.what for problem in refusal.problems))
    return redirect(done())
