"""Dossiers tied to the request, the action sheet, the co-funded project that they are of."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import where_of
from ancrage.funding.actions.matching import MatchRefusedError
from ancrage.funding.actions.opening import open_projects
from ancrage.funding.actions.rows import PART
from ancrage.funding.models import Dossier, Project, SetAside
from ancrage.funding.models.matching import PROJECT, REQUEST, SHEET
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.requests.models import ServiceRequest
from ancrage.roadmaps.models import ActionSheet

KIND = "dossier"
LINKS = (REQUEST, SHEET, PROJECT)


@command("funding.link_dossier")
def link_dossier(*, by: Actor, now: dt.datetime, dossier: Dossier, kind: str, code: str) -> Dossier:
    """Say which request or sheet a dossier is of, or (PROJECT) with which dossier it pays the same
    project. MatchRefusedError."""
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    allow(where_of(held))
    before = _told(held, kind)
    is_new = _tie(held, kind, code, now)
    after = _told(held, kind)
    if before and after != before:
        raise MatchRefusedError(_("Ce dossier est déjà lié à %s : déliez-le d’abord.") % before)
    if not is_new:
        unchanged()
        return held
    held.changed_at = now
    held.save(update_fields=[kind, "changed_at"])
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Dossier lié à %s") % after,
        after={kind: after, "with": code},
    )
    return held


def _tie(held: Dossier, kind: str, code: str, now: dt.datetime) -> bool:
    """Set the link, not yet kept. False when it was there."""
    if kind == PROJECT:
        return _join(held, _dossier(code), now)
    found = _request(held, code) if kind == REQUEST else _sheet(code)
    is_new: bool = getattr(held, kind) != found.code
    setattr(held, kind, found.code)
    return is_new


@command("funding.unlink_dossier")
def unlink_dossier(
    *, by: Actor, now: dt.datetime, dossier: Dossier, kind: str, reason: str
) -> Dossier:
    """Undo a link, and remember that it was wrong. MatchRefusedError."""
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    allow(where_of(held))
    why, before = reason.strip()[:300], _told(held, kind)
    if not why:
        raise MatchRefusedError(_("Dites pourquoi ce lien est défait."))
    if not before:
        raise MatchRefusedError(_("Ce dossier n’est pas lié."))
    others = held.project.dossiers.exclude(pk=held.pk) if kind == PROJECT and held.project else ()
    for right in [other.code for other in others] or [before]:
        _remember(by, now, kind, held.code, right, why)
    setattr(held, kind, None if kind == PROJECT else "")
    held.changed_at = now
    held.save(update_fields=[kind, "changed_at"])
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Dossier délié de %s") % before,
        before={kind: before},
        details={"reason": why},
    )
    return held


@command("funding.refuse_link")
def refuse_link(
    *, by: Actor, now: dt.datetime, dossier: Dossier, kind: str, code: str, reason: str
) -> None:
    """Say that a dossier is not of a request, a sheet, another's project: it is not suggested
    again. MatchRefusedError."""
    allow(where_of(dossier))
    why = reason.strip()[:300]
    if not why:
        raise MatchRefusedError(_("Dites pourquoi cette suggestion ne convient pas."))
    if not _remember(by, now, kind, dossier.code, code, why):
        unchanged()
        return
    record(
        kind=KIND,
        reference=dossier.code,
        label=dossier.code,
        says=_("Suggestion refusée : ce dossier n’est pas de %s") % code,
        after={kind: code},
        details={"reason": why},
    )


@unjournalled(PART)
def _remember(
    by: Actor, now: dt.datetime, kind: str, dossier: str, other: str, reason: str
) -> bool:
    """Two dossiers are set aside both ways. False when it was known."""
    told = {"reason": reason, "author": by.reference, "made_at": now}
    pairs = [(dossier, other), (other, dossier)] if kind == PROJECT else [(dossier, other)]
    made = [
        SetAside.objects.get_or_create(kind=kind, left=left, right=right, defaults=told)[1]
        for left, right in pairs
    ]
    return any(made)


def _told(held: Dossier, kind: str) -> str:
    if kind == PROJECT:
        return held.project.code if held.project else ""
    told: str = getattr(held, kind)
    return told


@unjournalled(PART)
def _join(held: Dossier, other: Dossier, now: dt.datetime) -> bool:
    """Give both dossiers the project of the one that has one, else a new one. False when they
    share it already."""
    if held.project_id and other.project_id and held.project_id != other.project_id:
        raise MatchRefusedError(
            _("Ces dossiers ont chacun leur projet : déliez d’abord celui qui se trompe.")
        )
    if other.pk == held.pk:
        raise MatchRefusedError(_("Choisissez un autre dossier."))
    if held.project_id and held.project_id == other.project_id:
        return False
    project = held.project or other.project
    if project is None:
        project = Project(
            name=_project_name(held),
            sheet=held.sheet or other.sheet,
            is_demonstration=held.is_demonstration,
        )
        open_projects(projects=[project], year=localdate(now).year, now=now)
    if other.project_id is None:
        other.project, other.changed_at = project, now
        other.save(update_fields=["project", "changed_at"])
    held.project = project
    return True


def _project_name(held: Dossier) -> str:
    """A project's name is public: nothing of a reserved dossier in it."""
    return _("Projet cofinancé") if held.is_reserved else held.purpose or _("Projet cofinancé")


def _dossier(code: str) -> Dossier:
    held = Dossier.objects.select_for_update().filter(code=code).first()
    if held is None:
        raise MatchRefusedError(_("Le dossier %s n’existe pas.") % code)
    return held


def _request(dossier: Dossier, code: str) -> ServiceRequest:
    found = ServiceRequest.objects.exclude(state="draft").filter(code=code).first()
    if found is None or found.operator != dossier.financer:
        raise MatchRefusedError(_("%s n’est pas une sollicitation de ce financeur.") % code)
    return found


def _sheet(code: str) -> ActionSheet:
    found = ActionSheet.objects.filter(code=code, deleted_at=None).first()
    if found is None:
        raise MatchRefusedError(_("La fiche action %s n’existe pas.") % code)
    return found
