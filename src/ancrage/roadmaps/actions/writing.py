"""Writing a sheet: begun with three fields, written by several at once, given, thrown away."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ancrage.files.rules.cells import UnreadableError
from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import Access, is_public, roadmap_where, writers_where
from ancrage.roadmaps.actions.parts import (
    SheetRefusedError,
    is_invented,
    keep_revision,
    locked_sheet,
    record_sheet,
    roadmap_of,
    short,
    take_codes,
    today,
    with_columns,
)
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.models import SCREEN, ActionSheet
from ancrage.roadmaps.queries.registers import reader_for
from ancrage.roadmaps.queries.sheets import content_at, shared_with
from ancrage.roadmaps.rules.content import Conflict, Content, changed, changes, deep, flat, merge
from ancrage.roadmaps.rules.fields import Form
from ancrage.roadmaps.rules.values import KEY, Reader

NOT_COPIED = frozenset({"reference", "requests", "block_case"})
NOT_COPIED_ROWS = frozenset({"done", "observed"})


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet after writing; `conflicts`: what somebody else wrote meanwhile, which stays."""

    sheet: ActionSheet
    conflicts: tuple[Conflict, ...]


def read_values(reader: Reader, held: Form, told: Mapping[str, Any]) -> Content:
    """Values by path, read by the kinds of their fields. InputRefused, with every fault."""
    found: Content = {}
    problems = []
    for path, value in told.items():
        try:
            field = held.field(path)
            if "." in path and not KEY.fullmatch(path.split(".")[1]):
                raise KeyError(path)
            found[path] = reader.read(field, value)
        except KeyError:
            problems.append(Problem("", None, path, _("ce champ n’existe pas."), _("Ôtez-le.")))
        except UnreadableError as fault:
            label = held.label(path)
            problems.append(Problem("", None, label, _("valeur incomprise."), str(fault)))
    if problems:
        raise InputRefused(problems)
    return found


@command("roadmaps.start")
def start_sheet(
    *,
    by: Actor,
    now: dt.datetime,
    scope: str,
    values: Mapping[str, Any],
    is_private: bool = False,
    origin: str = SCREEN,
) -> ActionSheet:
    """Begin a sheet of a territory, with a title at least. InputRefused, SheetRefusedError."""
    invented = is_invented(by.reference)
    roadmap = roadmap_of(scope=scope, now=now, is_demonstration=invented)
    allow(roadmap_where(roadmap))
    content = deep(read_values(reader_for(scope, day=today(now)), form(), values))
    if not content.get("title"):
        raise SheetRefusedError(_("Donnez un intitulé à la fiche : le reste peut attendre."))
    (code,) = take_codes(year=today(now).year)
    made = ActionSheet(
        code=code,
        roadmap=roadmap,
        content=content,
        is_private=is_private,
        author=by.reference,
        origin=origin,
        created_at=now,
        changed_at=now,
        moved_at=now,
        is_demonstration=invented,
    )
    with_columns(made).save()
    record_sheet(made, _("Fiche action commencée"), after=short(changes({}, content), 1))
    return made


@command("roadmaps.start")
def copy_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet, scope: str) -> ActionSheet:
    """Begin a sheet from another that one reads: its words and its plan of work, not its past.

    A sheet of elsewhere is copied as it was published. SheetRefusedError.
    """
    roadmap = roadmap_of(scope=scope, now=now, is_demonstration=is_invented(by.reference))
    allow(roadmap_where(roadmap))
    if sheet.deleted_at or Access(by, sheet, shared_with(sheet)).is_outline:
        raise SheetRefusedError(_("Cette fiche n’est pas de celles que vous pouvez lire."))
    own = sheet.scope == scope
    version = None if own or not is_public(sheet) else sheet.versions.first()
    source = version.content if version else sheet.content
    kept = {
        path: value
        for path, value in flat(source).items()
        if path.partition(".")[0] not in NOT_COPIED
        and path.rpartition(".")[2] not in NOT_COPIED_ROWS
    }
    kept["title"] = _("Copie de %s") % kept.get("title", sheet.code)
    kept["title"] = kept["title"][: form().field("title").most]
    (code,) = take_codes(year=today(now).year)
    made = ActionSheet(
        code=code,
        roadmap=roadmap,
        content=deep(kept),
        is_private=own and sheet.is_private,
        author=by.reference,
        created_at=now,
        changed_at=now,
        moved_at=now,
        is_demonstration=is_invented(by.reference),
    )
    with_columns(made).save()
    record_sheet(made, _("Fiche action copiée"), details={"from": sheet.code})
    return made


@command("roadmaps.write")
def write_sheet(
    *,
    by: Actor,
    now: dt.datetime,
    sheet: ActionSheet,
    revision: int,
    values: Mapping[str, Any],
    mine_wins: Collection[str] = (),
    origin: str = SCREEN,
) -> Written:
    """Write some fields, told by path, from a revision that was read. InputRefused.

    Fields that somebody else changed meanwhile are merged; where both changed the same one, his
    stays and the conflict is told, unless it is in `mine_wins`: I saw it.
    """
    held = locked_sheet(sheet)
    allow(writers_where(held, shared_with(held)))
    if held.state in {"closed", "refused"}:
        raise SheetRefusedError(_("Cette fiche est close : reprenez-la avant de l’écrire."))
    mine = read_values(reader_for(held.scope, day=today(now)), form(), values)
    try:
        base = content_at(held, revision)
    except LookupError as fault:
        raise SheetRefusedError(_("Cette révision n’est pas de cette fiche.")) from fault
    merged = merge(base=base, theirs=held.content, mine=mine, mine_wins=mine_wins)
    return Written(_keep(held, merged.content, by, now, origin), merged.conflicts)


@command("roadmaps.write")
def undo_revision(*, by: Actor, now: dt.datetime, sheet: ActionSheet, number: int) -> ActionSheet:
    """Bring back what one revision changed, where nobody wrote since. SheetRefusedError."""
    held = locked_sheet(sheet)
    allow(writers_where(held, shared_with(held)))
    made = held.revisions.filter(number=number).first()
    if made is None:
        raise SheetRefusedError(_("Cette révision n’est pas de cette fiche."))
    now_held = flat(held.content)
    again = {p: before for p, (before, after) in made.changes.items() if now_held.get(p) == after}
    if not again:
        raise SheetRefusedError(_("Tout ce que cette révision a changé a été récrit depuis."))
    return _keep(held, changed(held.content, again), by, now, SCREEN)


def _keep(
    held: ActionSheet, content: Content, by: Actor, now: dt.datetime, origin: str
) -> ActionSheet:
    made = changes(held.content, content)
    if not made:
        unchanged()
        return held
    if not content.get("title"):
        raise SheetRefusedError(_("Une fiche garde toujours un intitulé."))
    held.content = content
    held.cells = {path: cell for path, cell in held.cells.items() if path not in made}
    keep_revision(sheet=held, changes=made, author=by.reference, origin=origin, now=now)
    with_columns(held).save()
    record_sheet(held, _("Fiche action écrite"), before=short(made, 0), after=short(made, 1))
    return held


@command("roadmaps.reserve")
def reserve_sheet(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, is_private: bool
) -> ActionSheet:
    """Reserve a sheet, or lift that: it may then be published once it is validated."""
    held = locked_sheet(sheet)
    allow(writers_where(held))
    if held.is_private == is_private:
        unchanged()
        return held
    held.is_private, held.changed_at = is_private, now
    held.save(update_fields=["is_private", "changed_at"])
    says = _("Fiche action réservée") if is_private else _("Réserve levée sur une fiche action")
    record_sheet(held, says)
    return held


@command("roadmaps.delete")
def delete_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet) -> ActionSheet:
    """Put a sheet in the bin, from where it can be restored. Not once it was validated."""
    held = locked_sheet(sheet)
    allow(writers_where(held))
    if held.version:
        raise SheetRefusedError(_("Une fiche validée ne se supprime pas : abandonnez l’action."))
    held.deleted_at = now
    held.save(update_fields=["deleted_at"])
    record_sheet(held, _("Fiche action mise à la corbeille"))
    return held


@command("roadmaps.delete")
def restore_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet) -> ActionSheet:
    """Take a sheet out of the bin, as it was."""
    held = (
        ActionSheet.objects.select_for_update(of=("self",))
        .select_related("roadmap")
        .get(pk=sheet.pk)
    )
    allow(writers_where(held))
    if held.deleted_at is None:
        unchanged()
        return held
    held.deleted_at = None
    held.save(update_fields=["deleted_at"])
    record_sheet(held, _("Fiche action rétablie"))
    return held
