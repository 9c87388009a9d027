"""On a territory's page: where its contract stands, and the way to it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where, reads_whole
from ancrage.contracts.definitions import state_of
from ancrage.contracts.models import ENDED, SIGNED
from ancrage.contracts.queries.contracts import contract_of
from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.kernel.rights import VISITOR
from ancrage.matching.queries.places import scope_of
from ancrage.ui.formats import french_date
from ancrage.ui.links import link


def contract_panel(request: HttpRequest, territory: Territory) -> Panel | None:
    """Only of a programme's territory. At most three queries."""
    scope = scope_of(territory)
    if not scope:
        return None
    contract = contract_of(scope)
    title = _("Contrat")
    if contract is None:
        return Panel(title, "contracts/parts/panel.html", {"says": _("Rien n’est encore signé.")})
    acts = list(contract.acts.defer("content", "choices").order_by("rank"))
    signed = [act for act in acts if act.state == SIGNED]
    told = [
        f"{act.name[:1].upper()}{act.name[1:]} signé le {french_date(act.signed_on)}."
        for act in signed[-1:]
        if act.signed_on
    ]
    actor = getattr(request, "actor", VISITOR)
    is_whole = reads_whole(actor, contract_where(contract))
    if is_whole:
        told += [
            f"En cours : {act.name}, {state_of(act.state).label}."
            for act in acts
            if act.state not in ENDED
        ]
    url = link(request, "contract", contract.code) if signed or is_whole else ""
    says = " ".join(told) or _("Rien n’est encore signé.")
    return Panel(title, "contracts/parts/panel.html", {"says": says, "url": url})
