"""What a sheet waits for, told to the lists « À faire » as parts of the commands."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where
from ancrage.roadmaps.access import TANDEM, where_of
from ancrage.roadmaps.actions.parts import PART
from ancrage.roadmaps.models import ActionSheet, Comment, Share
from ancrage.roadmaps.queries.sheets import shared_with

COMMITTEE = ("secretariat", "copilot")
SAID = {
    "validate": gettext_lazy("Fiche action validée : %s"),
    "postpone": gettext_lazy("Fiche action ajournée par le comité : %s"),
    "refuse": gettext_lazy("Fiche action refusée par le comité : %s"),
    "accept": gettext_lazy("Nouvelle version validée : %s"),
    "decline": gettext_lazy("Nouvelle version refusée : %s"),
}


def cause_of(sheet: ActionSheet, what: str) -> str:
    """What names a thing to do with a sheet."""
    return f"roadmaps:{sheet.code}:{what}"


@unjournalled(PART)
def follow_sheet(*, sheet: ActionSheet, now: dt.datetime) -> None:
    """Ask the committee to decide what is submitted, the writers to complete what is postponed;
    settle what no longer waits."""
    wanted = {
        "decide": sheet.state == "submitted" or sheet.proposed is not None,
        "complete": sheet.state == "postponed",
    }
    for what, is_wanted in wanted.items():
        if not is_wanted:
            settle(cause=cause_of(sheet, what), now=now)
    if wanted["decide"]:
        _ask(sheet, "decide", _("Consigner la décision sur la fiche %s"), now)
    if wanted["complete"]:
        _ask(sheet, "complete", _("Compléter la fiche %s, ajournée"), now)
    if sheet.state in {"closed", "done", "abandoned", "refused"} or sheet.deleted_at:
        settle(cause=cause_of(sheet, "report"), now=now)


def _ask(sheet: ActionSheet, what: str, title: str, now: dt.datetime) -> None:
    to_committee = what == "decide"
    ask(
        cause=cause_of(sheet, what),
        title=title % sheet.code,
        why=_("Le territoire attend la décision du comité.")
        if to_committee
        else _("Le comité demande un complément : %s") % sheet.reason,
        url_name="sheet",
        url_args=[sheet.code],
        role=COMMITTEE if to_committee else TANDEM,
        where=Where(regions=sheet.roadmap.region_codes)
        if to_committee
        else Where(territories=frozenset({sheet.scope})),
        since=now,
        now=now,
    )


@unjournalled(PART)
def tell_writers(*, sheet: ActionSheet, verb: str, now: dt.datetime) -> None:
    """Tell those who write a sheet what the committee decided."""
    inform(
        cause=cause_of(sheet, f"{verb}:{now:%Y%m%d%H%M%S}"),
        title=str(SAID[verb]) % sheet.code,
        why=sheet.reason or _("Le comité s’est prononcé."),
        url_name="sheet",
        url_args=[sheet.code],
        role=TANDEM,
        where=Where(territories=frozenset({sheet.scope})),
        reference=sorted(shared_with(sheet)) or None,
        now=now,
    )


@unjournalled(PART)
def tell_comment(*, sheet: ActionSheet, comment: Comment, now: dt.datetime) -> None:
    """Ask the writers to answer a remark of others; the others are told of theirs."""
    if comment.party in {"territory", "owner"}:
        return
    ask(
        cause=cause_of(sheet, f"comment:{comment.reference}"),
        title=_("Répondre à une remarque sur la fiche %s") % sheet.code,
        why=_("Une autre partie attend votre réponse sur un champ."),
        url_name="sheet",
        url_args=[sheet.code],
        role=TANDEM,
        where=Where(territories=frozenset({sheet.scope})),
        since=now,
        now=now,
    )


@unjournalled(PART)
def tell_owner(*, sheet: ActionSheet, share: Share, now: dt.datetime) -> None:
    """Tell somebody that a sheet was given to him."""
    inform(
        cause=cause_of(sheet, f"share:{share.pk}"),
        title=_("Une fiche action vous est confiée\N{NO-BREAK SPACE}: %s") % sheet.code,
        why=_("Vous la lisez et l’écrivez, avec le territoire %s.") % sheet.roadmap.territory_name,
        url_name="sheet",
        url_args=[sheet.code],
        reference=share.person,
        now=now,
    )


@unjournalled(PART)
def ask_report(*, sheet: ActionSheet, due: dt.date, now: dt.datetime) -> None:
    """Ask for a progress report before a day; those to whom the sheet was given are asked too."""
    ask(
        cause=cause_of(sheet, "report"),
        title=_("Faire le point sur la fiche %s") % sheet.code,
        why=_("Le comité se réunit bientôt : deux minutes suffisent, le formulaire est prérempli."),
        url_name="sheet_report",
        url_args=[sheet.code],
        role=("project_manager",),
        where=where_of(sheet),
        reference=sorted(shared_with(sheet)) or None,
        since=now,
        due=due,
        ladder="request",
        now=now,
    )
