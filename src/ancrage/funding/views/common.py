"""What the pages of money share: fields as typed, refusals, the breadcrumb, what is made up."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Dossier, Envelope
from ancrage.funding.queries.envelopes import find_envelope
from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
REFUSALS = (LedgerRefusedError, InputRefused)
"""What an action may refuse with French sentences."""


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb, under the page of all the money; the last step is the page itself."""
    above = step(request, _("Argent"), "money")
    return [above, *((one, "") if isinstance(one, str) else one for one in steps)]


def step(request: ActorRequest, label: str, name: str, *args: object) -> tuple[str, str]:
    """A page above, in the breadcrumb."""
    return label, link(request, name, *args)


def envelope_or_404(code: str) -> Envelope:
    """The envelope of the address."""
    found = find_envelope(code)
    if found is None:
        raise Http404(_("Cette enveloppe n’existe pas."))
    return found


def dossier_or_404(code: str) -> Dossier:
    """The dossier of the address."""
    found = Dossier.objects.select_related("project").filter(code=code).first()
    if found is None:
        raise Http404(_("Ce dossier n’existe pas."))
    return found


def says(refusal: Exception) -> str:
    """A refusal for a person: its sentences, without the file that they were not read from."""
    if isinstance(refusal, InputRefused):
        return " ".join(f"{fault.what} {fault.advice}" for fault in refusal.problems)
    return str(refusal)


def form_page(
    request: ActorRequest,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    *,
    refusals: tuple[type[ValueError], ...] = REFUSALS,
    told_of: Callable[[Exception], str | list[str]] = says,
    **page: Any,  # noqa: ANN401 what the template reads
) -> HttpResponse:
    """A page of one form: `act` does what was typed and gives the address to go to, or refuses
    with one of `refusals`, which `told_of` puts in words.

    `page`: title, submit, back, breadcrumb, facts, as `people/form.html` reads them.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(act(form.cleaned_data))
            except refusals as refusal:
                form.add_error(None, ValidationError(told_of(refusal)))
        status = BAD
    return render(request, "people/form.html", {"form": form, **page}, status=status)
