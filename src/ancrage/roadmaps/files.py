"""The files that are taken away: models to fill, a sheet as a document, every sheet as a table."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.exporting import (
    INVENTED,
    headings,
    plan_text,
    sheets_table,
    text_of,
)
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.importing import exported, plans_of
from ancrage.roadmaps.queries.registers import NamesOf, Registers, names_in
from ancrage.roadmaps.queries.sheets import find_sheet, shared_with, visible_to
from ancrage.roadmaps.rules.recognising import CODE, PLAN, PRIVATE
from ancrage.roadmaps.word_template import DOCX_TYPE, sheet_document
from ancrage.ui.exports import (
    Sheet,
    as_download,
    csv_response,
    ods_response,
    xlsx_response,
)

WRITES: Mapping[str, Callable[[Sheet, str], HttpResponse]] = {
    "xlsx": xlsx_response,
    "ods": ods_response,
    "csv": csv_response,
}
UNTOLD = 2
"""The last columns of our exports, which nobody fills."""


def template(actor: Actor, suffix: str, *, code: str, day: dt.date) -> HttpResponse | None:
    """A model to fill; None for a kind of file that there is none of, or a sheet not to be read."""
    if suffix == "xlsx" and not code:
        return xlsx_response(blank_sheet(), "modele-fiches-action")
    if suffix != "docx":
        return None
    if not code:
        return _docx(sheet_document({}, title=_("Fiche action")), "modele-fiche-action")
    sheet = find_sheet(actor, code)
    if sheet is None or not Access(actor, sheet, shared_with(sheet)).is_full:
        return None
    note = INVENTED if sheet.is_demonstration else ""
    values = values_of(sheet, day=day)
    title = _("Fiche action %s") % sheet.code
    return _docx(sheet_document(values, title=title, note=note), f"fiche-{sheet.code}")


def _docx(content: bytes, name: str) -> HttpResponse:
    return as_download(HttpResponse(content, content_type=DOCX_TYPE), name, "docx")


def blank_sheet() -> Sheet:
    """The table to fill: our titles, and what each may hold."""
    notes = [(field.label, field.help) for field in form() if field.help]
    return Sheet(_("Fiches action à reprendre"), headings()[:-UNTOLD], [], notes=notes)


def values_of(sheet: ActionSheet, *, day: dt.date) -> dict[str, str]:
    """A sheet as the texts of its document."""
    names = Registers(sheet.scope, day)
    plan = plans_of(ActionSheet.objects.filter(pk=sheet.pk)).get(sheet.pk, ())
    told = {one.code: text_of(one, sheet.content.get(one.code), names) for one in form()}
    private = "oui" if sheet.is_private else "non"
    return {**told, CODE: sheet.code, PLAN: plan_text(plan), PRIVATE: private}


def export(actor: Actor, scope: str, suffix: str, *, day: dt.date) -> HttpResponse | None:
    """The sheets of a territory that somebody reads in full; None for another kind of file."""
    write = WRITES.get(suffix)
    if write is None:
        return None
    sheet = export_table(actor, scope, day=day)
    return write(sheet, f"fiches-{scope.replace(':', '-')}")


def export_table(actor: Actor, scope: str, *, day: dt.date) -> Sheet:
    """Every field of the sheets of a territory that somebody reads in full."""
    readable = visible_to(actor).filter(roadmap__scope=scope).values("pk")
    sheets = exported(scope).filter(pk__in=readable)
    held = [sheet for sheet in sheets if Access(actor, sheet).is_full]
    return sheets_table(
        held,
        plans=plans_of(exported(scope)),
        names=NamesOf(names_in([sheet.content for sheet in held], day=day)),
        as_of=day.isoformat(),
        title=_("Fiches action"),
    )
