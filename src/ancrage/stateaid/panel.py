"""On a dossier's page: under which regime it is aided, what was answered, what to do before."""

from django.utils.translation import gettext as _

from ancrage.funding.access import Access, financer_where
from ancrage.geography.panels import Panel
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import amount
from ancrage.stateaid.access import READ, own_sirens
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.checks import last_of
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.rules.model import Answer
from ancrage.stateaid.words import ANSWERS, regime_label
from ancrage.ui.links import link


def aid_panel(request: ActorRequest, access: Access) -> Panel | None:
    """Only for those who read its verdicts. Two queries at most."""
    dossier, actor = access.dossier, request.actor
    where = financer_where(dossier.financer)
    if not (may(actor, READ, where) or dossier.siren in own_sirens(actor)):
        return None
    last = last_of(dossier)
    context = {
        "dossier": dossier,
        "regime": regime_label(dossier.aid_basis),
        "is_told": bool(dossier.aid_basis),
        "is_aid": dossier.aid_basis not in {"", NO_AID},
        "is_regime": dossier.aid_basis in regimes().by_code,
        "last": last,
        **(_told(last) if last else {}),
        "company_url": link(request, "aid_company", dossier.siren) if dossier.siren else "",
        "may_check": may(actor, "stateaid.check_grant", where),
        "may_tell": may(actor, "stateaid.tell_terms", where),
    }
    return Panel(_("Aide d’État"), "stateaid/parts/dossier_panel.html", context)


def _told(last: Check) -> dict[str, object]:
    """The last verdict in words."""
    word, badge, _meaning = ANSWERS[Answer(last.answer)]
    return {
        "word": word,
        "badge": badge,
        "asked": amount(last.amount_cents),
        "most": amount(last.most),
        "room": amount(last.verdict.get("room")),
    }
