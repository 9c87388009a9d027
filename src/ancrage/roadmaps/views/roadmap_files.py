"""A roadmap and a sheet as files to be printed or edited."""

from collections.abc import Callable, Container, Mapping

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.exporting import sheets_table
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.portfolio_table import INVENTED, INVENTED_SOURCE, PUBLIC_SOURCE, SOURCE
from ancrage.roadmaps.printing import Said, roadmap_paper, sheet_paper
from ancrage.roadmaps.queries.portfolio import Listed
from ancrage.roadmaps.queries.registers import NamesOf, names_in
from ancrage.roadmaps.queries.roadmap import RoadmapSheets
from ancrage.roadmaps.queries.sheets import find_sheet, plan_of_sheet, shared_with
from ancrage.roadmaps.rules.funding import Line
from ancrage.roadmaps.views.roadmap import read, read_sheets, source_of, subject_or_404
from ancrage.ui.exports import Sheet, ods_response, xlsx_response
from ancrage.ui.office import KINDS, response

TABLES: Mapping[str, Callable[[Sheet, str], HttpResponse]] = {
    "xlsx": xlsx_response,
    "ods": ods_response,
}
WORKING = "Document de travail : il montre ce qui s’écrit, que le comité n’a pas tout validé."


@require_GET
def roadmap(request: ActorRequest, version: str, code: str, written: str) -> HttpResponse:
    """The roadmap as its reader reads it: to be printed or edited, or every field in a table."""
    _check(written, (*KINDS, *TABLES))
    subject = subject_or_404(version, code)
    if write := TABLES.get(written):
        held = read_sheets(request, subject)
        return write(_table(held, subject.territory.name), f"feuille-de-route-{code}")
    diagnosis, held = read(request, subject)
    source = source_of(held)
    said = _said(source, is_published=held.lens.is_published)
    paper = roadmap_paper(held, diagnosis, subject.territory.name, said)
    return response(paper, kind=written, filename=f"feuille-de-route-{code}")


def _table(held: RoadmapSheets, name: str) -> Sheet:
    """Every field of the sheets that are shown."""
    today = timezone.localdate()
    contents = {one.sheet.pk: one.content for one in held.sheets}
    return sheets_table(
        [one.sheet for one in held.sheets],
        plans=held.lines,
        names=NamesOf(names_in(contents.values(), day=today)),
        as_of=today.isoformat(),
        title=_("Feuille de route\N{NO-BREAK SPACE}: %s") % name,
        validated=contents if held.lens.is_published else None,
    )


@require_GET
def sheet(request: ActorRequest, code: str, written: str) -> HttpResponse:
    """A sheet as its reader reads it: as it is written, else as it was validated."""
    _check(written, KINDS)
    held = find_sheet(request.actor, code)
    if held is None:
        raise Http404(_("Aucune fiche ne porte ce code."))
    one, lines = _read(request, held)
    is_published = one.row is not held
    usual = PUBLIC_SOURCE if is_published else SOURCE
    said = _said(INVENTED_SOURCE if held.is_demonstration else usual, is_published=is_published)
    return response(sheet_paper(one, lines, said), kind=written, filename=held.code)


def _read(request: ActorRequest, held: ActionSheet) -> tuple[Listed, list[Line]]:
    access = Access(request.actor, held, shared_with(held))
    if access.is_full:
        return Listed(held, held), list(plan_of_sheet(held).lines)
    version = held.versions.filter(number=held.version).first()
    if access.is_outline or version is None:
        raise Http404(_("Aucune fiche ne porte ce code."))
    return Listed(held, version), [Line(**line) for line in version.plan]


def _check(kind: str, kinds: Container[str]) -> None:
    if kind not in kinds:
        raise Http404(_("Ce format n’existe pas."))


def _said(source: str, *, is_published: bool) -> Said:
    notices = [INVENTED] if source == INVENTED_SOURCE else []
    return Said(source, timezone.localdate(), notices if is_published else [*notices, WORKING])
