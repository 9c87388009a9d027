"""The aid of a hiring: asked for once it is declared, by a request that the operator answers."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.geography.queries import OFFICIAL
from ancrage.journal.command import allow, command
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import long_date, typeset
from ancrage.requests.actions.asking import Wanted, ask_request
from ancrage.requests.actions.steps import send_request
from ancrage.requests.models import COMPANY
from ancrage.vte.actions.notices import follow_offer
from ancrage.vte.actions.parts import OfferRefusedError, locked_offer, note
from ancrage.vte.definitions import AIDS, MEASURE, schemes
from ancrage.vte.models import Aid, Offer
from ancrage.vte.queries.aids import aids_of, is_pending_or_granted
from ancrage.vte.queries.checks import aid_check, known_facts
from ancrage.vte.rules.schemes import Scheme, because


@command("vte.ask_aid")
def ask_aid(*, by: Actor, now: dt.datetime, offer: Offer, kind: str) -> Aid:
    """Ask for an aid for a declared hiring, by the rules in force on its day.

    What they refuse is refused here, and says why; what the sources leave open is left to the
    operator, who answers the request. OfferRefusedError, StepRefusedError.
    """
    held, today = locked_offer(offer), localdate(now)
    allow(held.authors_where)
    if kind not in AIDS:
        raise OfferRefusedError(_("« %s » n’est pas une aide du VTE.") % kind)
    if held.state != "filled" or held.hired_on is None:
        raise OfferRefusedError(_("Déclarez d’abord l’embauche : l’aide se demande pour elle."))
    if any(aid.kind == kind and is_pending_or_granted(r) for aid, r in aids_of(held)):
        raise OfferRefusedError(_("Cette aide est déjà demandée pour cette embauche."))
    checked = aid_check(held, kind, day=held.hired_on, today=today)
    if checked.refusals:
        raise OfferRefusedError(because(checked))
    expected = checked.amount.cents if checked.amount else None
    code = _sent(by, now, held, schemes()[kind], expected)
    made = Aid.objects.create(
        offer=held, kind=kind, request=code, expected_cents=expected, asked_at=now
    )
    follow_offer(offer=held, now=now)
    note(
        held,
        _("Aide demandée, %s") % schemes()[kind].name,
        after={"kind": kind, "request": code, "expected_cents": expected},
        details={"findings": [finding.says for finding in checked.verdict.findings]},
    )
    return made


def _sent(by: Actor, now: dt.datetime, offer: Offer, scheme: Scheme, expected: int | None) -> str:
    """The code of the request that asks for it, sent to the operator. OfferRefusedError."""
    today = localdate(now)
    wanted = Wanted(
        measure=MEASURE,
        asked_by=COMPANY,
        territory=_programme_s(offer.territory),
        commune=offer.commune,
        company_name=offer.company_name,
        siret=offer.siret,
        purpose=_purpose(offer, scheme),
        asked_amount=expected,
        facts=known_facts(offer, scheme.code, day=offer.hired_on or today, today=today),
    )
    try:
        made = ask_request(by=by, now=now, wanted=wanted)
    except InputRefused as refusal:
        faults = " ".join(f"{problem.what} {problem.advice}" for problem in refusal.problems)
        raise OfferRefusedError(faults) from refusal
    return send_request(by=by, now=now, request=made).code


def _programme_s(territory: str) -> str:
    """The territory as requests name one: on a site without a programme's list, by the commune."""
    return "" if territory.startswith(f"{OFFICIAL}:") else territory


def _purpose(offer: Offer, scheme: Scheme) -> str:
    hired = long_date(offer.hired_on) if offer.hired_on else ""
    return typeset(
        _("%(aid)s, pour l’embauche déclarée le %(day)s : « %(title)s » (mission VTE %(code)s).")
        % {"aid": scheme.name, "day": hired, "title": offer.shown_title, "code": offer.code}
    )
