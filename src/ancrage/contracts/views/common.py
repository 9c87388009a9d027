"""What the pages of contracts share: which one, where the page stands, refusals."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where, reads_whole
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.models import SIGNED, Act, Contract
from ancrage.contracts.opening import Opened
from ancrage.contracts.queries.contracts import find_act, find_contract
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
REFUSALS = (ActRefusedError, StepRefusedError, FileRefusedError)
"""What an action may refuse with one French sentence."""


def contract_or_404(request: ActorRequest, code: str) -> Contract:
    """The contract of the address, if the reader may know of it."""
    found = find_contract(request.actor, code)
    if found is None:
        raise Http404(_("Ce contrat n’existe pas."))
    return found


def act_or_404(request: ActorRequest, code: str, rank: int) -> Opened:
    """The act of the address, if the reader may know of it."""
    found = find_act(request.actor, code, rank)
    if found is None:
        raise Http404(_("Cet acte n’existe pas."))
    return Opened(request.actor, found, timezone.localdate())


def whole_or_404(request: ActorRequest, code: str, rank: int) -> Opened:
    """The act of the address, if the reader reads it as it is prepared."""
    found = act_or_404(request, code, rank)
    if not found.is_whole:
        raise Http404(_("Cet acte n’existe pas."))
    return found


def acts_seen(request: ActorRequest, contract: Contract) -> list[Act]:
    """The acts of a contract that its reader may see, in order. Two queries."""
    held = list(contract.acts.defer("content", "choices").order_by("rank"))
    if reads_whole(request.actor, contract_where(contract)):
        return held
    return [act for act in held if act.state == SIGNED]


def said(request: ActorRequest, name: str) -> str:
    """A field of the form that was sent, as typed, without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the list of contracts: the last step is the page itself."""
    found = [(_("Contrats"), link(request, "contracts"))]
    return [*found, *((step, "") if isinstance(step, str) else step for step in steps)]


def contract_step(request: ActorRequest, contract: Contract) -> tuple[str, str]:
    """A contract in the breadcrumb."""
    return contract.territory_name, link(request, "contract", contract.code)


def act_step(request: ActorRequest, act: Act) -> tuple[str, str]:
    """An act in the breadcrumb."""
    name = act.name
    return name[:1].upper() + name[1:], link(request, "act", act.contract.code, act.rank)


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    return redirect(done())
