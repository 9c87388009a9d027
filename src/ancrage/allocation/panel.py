"""On an envelope's page: begin to share it."""

from django.utils.translation import gettext as _

from ancrage.allocation.access import scope_where
from ancrage.funding.models import Envelope
from ancrage.funding.models.envelopes import OPENED
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.context import PageLink
from ancrage.ui.links import link

CREATE = "allocation.create"


def sharing_step(request: ActorRequest, envelope: Envelope) -> PageLink | None:
    """Only of opened credits, for who may begin a scenario of their region, or of the nation."""
    actor = request.actor
    scopes = {"", envelope.region}
    is_his = any(may(actor, CREATE, scope_where(one, actor.reference)) for one in scopes)
    if envelope.nature != OPENED or not is_his:
        return None
    url = link(request, "allocation_new", enveloppe=envelope.code)
    return PageLink(_("Répartir cette enveloppe"), url, is_current=False)
