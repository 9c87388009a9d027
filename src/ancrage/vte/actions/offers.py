"""Writing a mission: begun by a company or on its behalf, corrected by those who wrote it."""

import datetime as dt
import secrets
from dataclasses import asdict, replace

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.requests.actions.asking import company_code
from ancrage.vte.actions.parts import OfferRefusedError, as_kept, locked_offer, note, put
from ancrage.vte.definitions import OPERATOR, choices
from ancrage.vte.models import OPERATOR_KIND, TERRITORY, Offer
from ancrage.vte.queries.offers import WRITABLE
from ancrage.vte.queries.places import place_at
from ancrage.vte.rules.told import Told, contact_fault

_OUTSIDE = gettext_lazy(
    "Au nom d’une entreprise, vous proposez des missions dans votre territoire : ce lieu n’y est "
    "pas, ou n’est pas encore dit."
)
CHOSEN = {
    "sector": "sector",
    "contract": "contract",
    "need": "needs",
    "category": "categories",
}
"""The fields that take one of a list of codes, and that list."""


@command("vte.post")
def post_offer(
    *,
    by: Actor,
    now: dt.datetime,
    told: Told,
    company: str = "",
    code: str = "",
    is_demonstration: bool = False,
) -> Offer:
    """Begin a mission, for one's own company or on behalf of one.

    `company` is the company's scope; without one, the only one that the actor speaks for, or the
    one that has the SIRET. OfferRefusedError, PlaceRefusedError.
    """
    today = localdate(now)
    told = _clean(told)
    made = Offer(
        code=code or secrets.token_hex(4),
        company=company or _company_of(by, told),
        author=by.reference,
        created_at=now,
        moved_at=now,
        is_demonstration=is_demonstration,
    )
    _write(made, told, today)
    made.on_behalf = _on_behalf(by, made)
    allow(made.authors_where)
    made.save(force_insert=True)
    note(made, _("Mission VTE commencée"), after=as_kept(asdict(told)))
    return made


@command("vte.edit")
def edit_offer(
    *, by: Actor, now: dt.datetime, offer: Offer, told: Told, version: int | None = None
) -> Offer:
    """Change what a mission says, as long as it is not proposed nor published.

    StaleOfferError, OfferRefusedError, PlaceRefusedError.
    """
    held = locked_offer(offer, version=version)
    allow(held.authors_where)
    if held.state not in WRITABLE:
        raise OfferRefusedError(
            _("Cette mission ne s’écrit plus : reprenez-la d’abord pour la corriger.")
        )
    before, after, territory = held.told, _clean(told), held.territory
    if before == after:
        unchanged()
        return held
    _write(held, after, localdate(now))
    if held.on_behalf == TERRITORY and held.territory != territory:
        raise OfferRefusedError(_OUTSIDE)
    held.version += 1
    held.save()
    old, new = asdict(before), asdict(after)
    changed = [name for name in old if old[name] != new[name]]
    note(
        held,
        _("Mission VTE modifiée"),
        before=as_kept({name: old[name] for name in changed}),
        after=as_kept({name: new[name] for name in changed}),
    )
    return held


def _write(offer: Offer, told: Told, today: dt.date) -> None:
    for name, value in asdict(told).items():
        setattr(offer, name, value)
    put(offer, place_at(told.place, day=offer.hired_on or today))


def _clean(told: Told) -> Told:
    """What was written, with its codes as they should be. OfferRefusedError."""
    for name, list_name in CHOSEN.items():
        value = getattr(told, name)
        if value and value not in choices(list_name):
            raise OfferRefusedError(_("« %s » n’est pas un choix possible.") % value)
    problem = contact_fault(told.contact)
    if problem:
        raise OfferRefusedError(problem)
    siret = read_siret(told.siret) if told.siret else ""
    if siret is None:
        raise OfferRefusedError(
            _("Ce SIRET n’existe pas : quatorze chiffres, dont le dernier est une clé.")
        )
    return replace(told, siret=siret)


def _company_of(by: Actor, told: Told) -> str:
    """The company that the actor speaks for; else the one of the SIRET."""
    own = by.codes(ScopeKind.COMPANY, role="company")
    if len(own) > 1:
        raise OfferRefusedError(_("Vous parlez pour plusieurs entreprises : dites laquelle."))
    return next(iter(own)) if own else company_code(told.siret) if told.siret else ""


def _on_behalf(by: Actor, offer: Offer) -> str:
    """As what the actor writes it: "" for his own company. OfferRefusedError."""
    if offer.company in by.codes(ScopeKind.COMPANY, role="company"):
        return ""
    territories = by.codes(ScopeKind.TERRITORY, role="project_manager")
    if offer.territory in territories:
        return TERRITORY
    if not by.is_person or OPERATOR in by.codes(ScopeKind.OPERATOR, role="referent"):
        return OPERATOR_KIND
    if territories:
        raise OfferRefusedError(_OUTSIDE)
    return ""
