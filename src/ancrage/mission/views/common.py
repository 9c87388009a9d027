"""What the mission's pages share: which mission and candidate, where the page stands, refusals."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.jobs.queue import QueueFullError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions.applications import StaleDraftError
from ancrage.mission.actions.experts import InterestRefusedError
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.actions.readings import ReadingRefusedError, StaleReadingError
from ancrage.mission.actions.settlements import SettlementRefusedError
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.candidates import find_candidate
from ancrage.mission.queries.missions import find_mission
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

REFUSALS = (
    FileRefusedError,
    InterestRefusedError,
    MissionRefusedError,
    ReadingRefusedError,
    SettlementRefusedError,
    StaleDraftError,
    StaleReadingError,
    StepRefusedError,
)
"""What an action may refuse with one French sentence."""
CONFLICT = 409


def said(request: ActorRequest, name: str) -> str:
    """What a form posts under a name, without what no database keeps; "" when nothing."""
    return request.POST.get(name, "").replace("\x00", "")


def mission_or_404(code: str) -> Mission:
    """The mission of the address."""
    found = find_mission(code)
    if found is None:
        raise Http404(_("Aucune mission ne porte ce code."))
    return found


def candidate_or_404(request: ActorRequest, code: str, number: int) -> Candidate:
    """The candidate of the address, if the reader may know of it."""
    found = find_candidate(request.actor, mission_or_404(code), number)
    if found is None:
        raise Http404(_("Aucun candidat ne porte ce numéro dans cette mission."))
    return found


def trail(
    request: ActorRequest,
    mission: Mission | None = None,
    candidate: Candidate | None = None,
    *steps: str,
) -> list[tuple[str, str]]:
    """The breadcrumb: the last step is the page itself."""
    found = [(_("Missions"), link(request, "missions"))]
    if mission is not None:
        found.append((mission.name, link(request, "mission", mission.code)))
    if mission is not None and candidate is not None:
        address = link(request, "mission_candidate", mission.code, candidate.number)
        found.append((candidate.shown_name, address))
    return [*found, *((step, "") for step in steps)]


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    except InputRefused as refusal:
        return refused(" ".join(f"{p.what} {p.advice}" for p in refusal.problems))
    except QueueFullError:
        return refused(_("Trop de calculs attendent déjà : réessayez dans quelques minutes."))
    return redirect(done())
