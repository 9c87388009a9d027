"""What a form, a call or a command says of a payment, as what the action takes."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from ancrage.funding.actions.matching import MatchRefusedError
from ancrage.funding.models import Commitment, Dossier, WaitingPayment
from ancrage.funding.models.matching import SUGGESTED
from ancrage.funding.queries.plans import Given, Share
from ancrage.funding.rules.matching import Suggestion


def given_of(
    payment: WaitingPayment, parts: Sequence[tuple[str, int, str]], *, note: str = ""
) -> Given:
    """A payment given by parts: code of a dossier, cents, number of a commitment or "".

    MatchRefusedError for a dossier or a commitment that the financer has not.
    """
    codes = [code for code, _cents, _number in parts]
    held = Dossier.objects.filter(financer=payment.financer, code__in=codes)
    dossiers = {one.code: one for one in held}
    unknown = sorted(set(codes) - dossiers.keys())
    if unknown:
        told = {"codes": ", ".join(unknown)}
        raise MatchRefusedError(_("Ce financeur n’a pas de dossier %(codes)s.") % told)
    shares = tuple(
        Share(dossiers[code], cents, _commitment(payment.financer, number))
        for code, cents, number in parts
    )
    return Given(payment, shares, note=note)


def accepted(given: Given, found: Sequence[Suggestion]) -> Given:
    """The same, told as the acceptance of what was suggested when it is one."""
    if len(given.shares) != 1:
        return given
    code = given.shares[0].dossier.code
    held = next((one for one in found if one.key == code), None)
    if held is None:
        return given
    return replace(given, how=SUGGESTED, score=held.score, reasons=held.reasons)


def _commitment(financer: str, number: str) -> Commitment | None:
    if not number:
        return None
    found = Commitment.objects.filter(financer=financer, number=number).first()
    if found is None:
        raise MatchRefusedError(_("Ce financeur n’a pas d’engagement %s.") % number)
    return found
