"""Who is told of each step of an amendment, and who is asked to act: through the inbox."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ancrage.adaptation.models import Amendment
from ancrage.adaptation.places import others_of
from ancrage.inbox.actions import ask, inform, settle
from ancrage.kernel.rights import NOWHERE, Where

COMMITTEE = ("copilot", "secretariat")
REGION = ("copilot", "state_region")
TANDEM = ("elected_lead", "industrial_lead", "project_manager")
ASKED = ("decide", "accept", "correct")


def submitted(amendment: Amendment, *, now: dt.datetime) -> None:
    """The committee has to decide; the other regions concerned may object."""
    _settle(amendment, now)
    _ask(
        amendment,
        "decide",
        _("Décision du comité régional à consigner : %(title)s"),
        _("La modification attend l’avis du comité régional."),
        role=COMMITTEE,
        where=_own(amendment),
        now=now,
    )
    others = others_of(amendment)
    if others:
        _inform(
            amendment,
            _("Une région voisine touche un territoire à cheval sur la vôtre : %(title)s"),
            _("Vous pouvez faire une objection : l’équipe nationale devra y répondre."),
            role=REGION,
            where=Where(regions=others),
            now=now,
        )


def decided(amendment: Amendment, *, favourable: bool, now: dt.datetime) -> None:
    """With a favourable opinion the national team has to answer; else the region is told."""
    _settle(amendment, now)
    if favourable:
        _ask(
            amendment,
            "accept",
            _("Modification de la liste à accepter ou à refuser : %(title)s"),
            _("Le comité régional a donné un avis favorable."),
            role=("national",),
            where=NOWHERE,
            now=now,
        )
    else:
        _inform(
            amendment,
            _("Avis défavorable du comité régional : %(title)s"),
            _("La modification s’arrête là ; elle peut servir de départ à une autre."),
            role=REGION,
            where=_own(amendment),
            now=now,
        )


def to_correct(amendment: Amendment, *, words: str, now: dt.datetime) -> None:
    """The region has to correct it."""
    _settle(amendment, now)
    _ask(
        amendment,
        "correct",
        _("Modification de la liste à corriger : %(title)s"),
        words,
        role=COMMITTEE,
        where=_own(amendment),
        now=now,
    )


def objected(amendment: Amendment, *, words: str, now: dt.datetime) -> None:
    """Who proposes and who answers know of the objection."""
    _inform(
        amendment,
        _("Objection d’une région voisine : %(title)s"),
        words,
        role=(*COMMITTEE, "national"),
        where=_own(amendment),
        now=now,
    )


def answered(amendment: Amendment, *, now: dt.datetime) -> None:
    """The region knows that it was refused."""
    _settle(amendment, now)
    _inform(
        amendment,
        _("Modification refusée par l’équipe nationale : %(title)s"),
        _("Le motif est sur la page de la modification."),
        role=(*REGION, "secretariat"),
        where=_own(amendment),
        now=now,
    )


def withdrawn(amendment: Amendment, *, now: dt.datetime) -> None:
    """Nobody is awaited any more."""
    _settle(amendment, now)


def accepted(amendment: Amendment, *, territories: Iterable[str], now: dt.datetime) -> None:
    """The regions know, and the tandems of the territories that change."""
    _settle(amendment, now)
    where = Where(regions=_own(amendment).regions | others_of(amendment))
    title = _("La liste change : %(title)s")
    why = _("La modification est acceptée : une nouvelle liste est publiée.")
    _inform(amendment, title, why, role=(*REGION, "secretariat"), where=where, now=now)
    codes = frozenset(f"{amendment.programme_id}:{code}" for code in territories)
    if codes:
        why = _("Votre territoire est touché par une modification acceptée de la liste.")
        _inform(
            amendment, title, why, role=TANDEM, where=Where(territories=codes), now=now, to="tandem"
        )


def _own(amendment: Amendment) -> Where:
    return Where(regions=frozenset({amendment.region_id}))


def _settle(amendment: Amendment, now: dt.datetime) -> None:
    for step in ASKED:
        settle(cause=_cause(amendment, step), now=now)


def _cause(amendment: Amendment, step: str) -> str:
    return f"amendment:{amendment.code}:{step}"


def _ask(
    amendment: Amendment,
    step: str,
    title: str,
    why: str,
    *,
    role: tuple[str, ...],
    where: Where,
    now: dt.datetime,
) -> None:
    ask(
        cause=_cause(amendment, step),
        title=title % {"title": amendment.title},
        why=why,
        url_name="amendment",
        url_args=[amendment.code],
        role=role,
        where=where,
        since=now,
        now=now,
    )


def _inform(
    amendment: Amendment,
    title: str,
    why: str,
    *,
    role: tuple[str, ...],
    where: Where,
    now: dt.datetime,
    to: str = "region",
) -> None:
    """Told once for each revision: what happens twice is told twice."""
    inform(
        cause=_cause(amendment, f"{amendment.revision}:{to}:{amendment.state}"),
        title=title % {"title": amendment.title},
        why=why,
        url_name="amendment",
        url_args=[amendment.code],
        role=role,
        where=where,
        now=now,
    )
