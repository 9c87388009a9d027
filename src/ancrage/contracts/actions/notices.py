"""What an act waits for, told to the lists « À faire » as parts of the commands."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.parts import PART, act_reference, today
from ancrage.contracts.models import Act
from ancrage.contracts.queries.contents import needs_approval
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where

TANDEM = ("elected_lead", "industrial_lead", "project_manager")
COMMITTEE = ("secretariat", "copilot")
STOPPED = frozenset({"refused", "expired", "withdrawn"})


def cause_of(act: Act, what: str) -> str:
    """What names a thing to do with an act."""
    return f"contracts:{act_reference(act)}:{what}"


@unjournalled(PART)
def follow_act(*, act: Act, now: dt.datetime) -> None:
    """Ask the committee to approve what is checked, the territory to send it, or to take up what
    stopped; settle what no longer waits. What signatures wait for is asked with them."""
    is_checked = act.state == "checked"
    approves = needs_approval(act.kind, today(now))
    wanted = {
        "approve": is_checked and approves and act.decided_on is None,
        "send": is_checked and (not approves or act.decided_on is not None),
        "take_up": act.state in STOPPED,
    }
    for what, is_wanted in wanted.items():
        if is_wanted:
            _ask(act, what, now)
        else:
            settle(cause=cause_of(act, what), now=now)


def _ask(act: Act, what: str, now: dt.datetime) -> None:
    contract = act.contract
    titles = {
        "approve": _("Inscrire au comité : %(act)s, %(place)s"),
        "send": _("Relire et envoyer à la signature : %(act)s, %(place)s"),
        "take_up": _("Reprendre : %(act)s, %(place)s"),
    }
    whys = {
        "approve": _("Son contenu est arrêté ; le comité régional l’approuve."),
        "send": _("Son contenu est arrêté, rien ne manque plus."),
        "take_up": act.reason or _("Il n’a pas été signé par toutes les parties."),
    }
    to_committee = what == "approve"
    ask(
        cause=cause_of(act, what),
        title=titles[what] % {"act": act.name, "place": contract.territory_name},
        why=whys[what],
        url_name="act",
        url_args=[contract.code, act.rank],
        role=COMMITTEE if to_committee else TANDEM,
        where=Where(regions=contract.region_codes)
        if to_committee
        else Where(territories=frozenset({contract.scope})),
        since=now,
        now=now,
    )


@unjournalled(PART)
def tell_parties(*, act: Act, what: str, title: str, why: str, now: dt.datetime) -> None:
    """Tell those that an act binds what became of it."""
    inform(
        cause=cause_of(act, f"{what}:{act.sendings}:{now:%Y%m%d%H%M%S}"),
        title=f"{title} : {act.name}, {act.contract.territory_name}",
        why=why,
        url_name="act",
        url_args=[act.contract.code, act.rank],
        role=(*TANDEM, *COMMITTEE, "state_region", "referent"),
        where=contract_where(act.contract),
        now=now,
    )
