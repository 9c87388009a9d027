"""The returns of each half-year: asked for, prefilled, commented, certified, reopened, printed."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.funding.access import financer_where
from ancrage.funding.actions.returns import (
    ReturnRefusedError,
    certify_return,
    figures_mark,
    open_returns,
    reopen_return,
    write_return,
)
from ancrage.funding.matching_definitions import check_kinds, deadline_at, return_workflow
from ancrage.funding.models import Return, ReturnVersion
from ancrage.funding.models.returns import CERTIFIED
from ancrage.funding.queries.returns import (
    certifies,
    figures_of,
    find_return,
    findings_of,
    frozen,
    half_of_return,
    reads_draft,
    return_rows,
    version_before,
)
from ancrage.funding.return_papers import return_paper, sentence
from ancrage.funding.rules.halves import half_of, read_half
from ancrage.funding.rules.returns import CHECK, COMMENT, Figures, differences, document
from ancrage.funding.tables.returns import (
    differences_table,
    half_label,
    lines_table,
    returns_table,
)
from ancrage.funding.views.common import step, trail
from ancrage.funding.views.matching_common import CONFLICT, attempt, said
from ancrage.funding.words.matching import INVENTED
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.office import KINDS, response
from ancrage.ui.tables import Table

COMMENTED = "comment:"
"""What the name of a comment's field begins with."""


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every return; for everybody, who certified it and when, and those that are late."""
    return _index_page(request)


def _index_page(request: ActorRequest, *, problem: str = "") -> HttpResponse:
    today = timezone.localdate()
    rows = return_rows(Return.objects.all(), on=today)
    table = returns_table(request, rows, today=today)
    context = {
        "table": table,
        "late": sum(row.is_late for row in rows),
        "may_open": request.actor.is_person and may(request.actor, "funding.open_returns"),
        "last_half": half_of(today).before.code,
        "deadline": deadline_at(today),
        "problem": problem,
        "invented": INVENTED if any(row.held.is_demonstration for row in rows) else "",
        "breadcrumb": trail(request, _("Déclarations")),
    }
    status = CONFLICT if problem else 200
    return table.response() or render(request, "funding/returns.html", context, status=status)


@require_POST
def open_half(request: ActorRequest) -> HttpResponse:
    """Ask every financer for its return of a half-year."""
    half = read_half(said(request, "half").strip())
    if half is None:
        return _index_page(request, problem=_("Écrivez un semestre, comme 2026-S1."))
    return attempt(
        lambda: open_returns(by=request.actor, now=timezone.now(), half=half),
        done=lambda: link(request, "returns"),
        refused=lambda told: _index_page(request, problem=told),
    )


def _return_or_404(financer: str, half: str) -> Return:
    found = find_return(financer, half)
    if found is None:
        raise Http404(_("Cette déclaration n’a pas été demandée."))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of a return: the figures of a version, else those of the ledger today."""

    version: ReturnVersion | None
    figures: Figures | None

    @property
    def is_draft(self) -> bool:
        return self.version is None and self.figures is not None


def _shown(
    request: ActorRequest, held: Return, versions: list[ReturnVersion], today: dt.date
) -> Shown:
    asked = request.GET.get("version", "")
    found = next((one for one in versions if str(one.rank) == asked), None)
    if asked and found is None:
        raise Http404(_("Cette déclaration n’a pas cette version."))
    if found is None and held.state != CERTIFIED and reads_draft(request.actor, held.financer):
        return Shown(None, figures_of(held.financer, half_of_return(held), on=today))
    found = found or (versions[-1] if versions else None)
    return Shown(found, frozen(found) if found else None)


@require_GET
def show(request: ActorRequest, financer: str, half: str) -> HttpResponse:
    """The page of a return."""
    return _page(request, _return_or_404(financer, half))


def _page(request: ActorRequest, held: Return, *, problem: str = "") -> HttpResponse:
    today = timezone.localdate()
    versions = list(held.versions.order_by("rank"))
    shown = _shown(request, held, versions, today)
    tables = _tables(request, held, versions, shown)
    context = {
        "held": held,
        "label": half_label(held.half),
        "state": return_workflow().states[held.state],
        "is_certified": held.state == CERTIFIED,
        "is_late": held.state != CERTIFIED and held.due < today,
        "versions": versions,
        "shown": shown,
        "sentence": sentence(shown.version) if shown.version else "",
        "comments": _comments(shown),
        "tables": tables,
        "problem": problem,
        "invented": INVENTED if held.is_demonstration else "",
        "breadcrumb": trail(
            request,
            step(request, _("Déclarations"), "returns"),
            f"{held.financer_name}, {half_label(held.half)}",
        ),
    }
    where = financer_where(held.financer)
    context["may_reopen"] = held.state == CERTIFIED and may(
        request.actor, "funding.reopen_return", where
    )
    if shown.figures is not None and shown.is_draft:
        context |= _draft(request, held, shown.figures, today)
    file = next(filter(None, (table.response() for table in tables)), None)
    status = CONFLICT if problem else 200
    return file or render(request, "funding/return.html", context, status=status)


def _comments(shown: Shown) -> list[tuple[str, str]]:
    """The comments that were certified, with what each is about."""
    if shown.version is None or shown.figures is None:
        return []
    about = {"": _("Sur l’ensemble")}
    about |= {line.measure: line.name for line in shown.figures.lines if line.measure}
    about |= {f"{CHECK}{code}": kind.label for code, kind in check_kinds().items()}
    return [(about.get(code, code), text) for code, text in shown.version.comments.items()]


def _tables(
    request: ActorRequest, held: Return, versions: list[ReturnVersion], shown: Shown
) -> list[Table]:
    """The lines; what changed since the half-year before; since the version before."""
    if shown.figures is None:
        return []
    tables = [lines_table(request, held, shown.figures)]
    former = version_before(held)
    if former is not None:
        found = differences(frozen(former), shown.figures)
        names = {"before": half_label(former.held.half), "after": half_label(held.half)}
        tables.append(differences_table(request, found, **names, prefix="s-"))
    rank = shown.version.rank if shown.version else len(versions) + 1
    earlier = next((one for one in versions if one.rank == rank - 1), None)
    if earlier is not None:
        names = {
            "before": _("version %d") % earlier.rank,
            "after": _("version %d") % rank if shown.version else _("aujourd’hui"),
        }
        found = differences(frozen(earlier), shown.figures)
        tables.append(differences_table(request, found, **names, prefix="v-"))
    return tables


def _draft(
    request: ActorRequest, held: Return, figures: Figures, today: dt.date
) -> dict[str, object]:
    """What only those who prepare it see: checks, comments, how to certify it."""
    findings = findings_of(held, figures)
    where = financer_where(held.financer)
    return {
        "findings": findings,
        "may_write": may(request.actor, "funding.write_return", where),
        "may_certify": request.actor.is_person and certifies(request.actor, held.financer),
        "fields": [
            ("", _("Sur l’ensemble"), held.comments.get("", "")),
            *(
                (f"{CHECK}{f.kind.code}", f.kind.label, f.comment)
                for f in findings
                if f.count and f.kind.level == COMMENT
            ),
            *(
                (line.measure, line.name, held.comments.get(line.measure, ""))
                for line in figures.lines
                if line.measure
            ),
        ],
        "mark": figures_mark(document(figures)),
        "is_over": today > half_of_return(held).ends_on,
    }


@require_POST
def write(request: ActorRequest, financer: str, half: str) -> HttpResponse:
    """Write comments; say that there is nothing to declare."""
    held = _return_or_404(financer, half)
    comments = {
        name.removeprefix(COMMENTED): said(request, name)
        for name in request.POST
        if name.startswith(COMMENTED)
    }
    revision = said(request, "revision")
    return attempt(
        lambda: write_return(
            by=request.actor,
            now=timezone.now(),
            held=held,
            comments=comments,
            is_nil=said(request, "nil") == "on",
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
        ),
        done=lambda: _address(request, held),
        refused=lambda told: _page(request, held, problem=told),
    )


@require_POST
def certify(request: ActorRequest, financer: str, half: str) -> HttpResponse:
    """Certify the figures that were shown."""
    held = _return_or_404(financer, half)

    def act() -> None:
        if said(request, "sure") != "on":
            raise ReturnRefusedError(_("Cochez la case : c’est vous qui certifiez."))
        certify_return(
            by=request.actor,
            now=timezone.now(),
            held=held,
            certified_as=said(request, "as"),
            mark=said(request, "mark"),
        )

    return attempt(
        act,
        done=lambda: _address(request, held),
        refused=lambda told: _page(request, held, problem=told),
    )


@require_POST
def reopen(request: ActorRequest, financer: str, half: str) -> HttpResponse:
    """Prepare a new version."""
    held = _return_or_404(financer, half)
    return attempt(
        lambda: reopen_return(
            by=request.actor, now=timezone.now(), held=held, reason=said(request, "reason")
        ),
        done=lambda: _address(request, held),
        refused=lambda told: _page(request, held, problem=told),
    )


def _address(request: ActorRequest, held: Return) -> str:
    return link(request, "return", held.financer, held.half)


@require_GET
def paper(request: ActorRequest, financer: str, half: str, written: str) -> HttpResponse:
    """A certified version as a document: the last one, or the one that is asked for."""
    held = _return_or_404(financer, half)
    versions = list(held.versions.order_by("rank"))
    asked = request.GET.get("version", "")
    found = [one for one in versions if not asked or str(one.rank) == asked]
    if not found or written not in KINDS:
        raise Http404(_("Aucune version certifiée à imprimer."))
    name = f"declaration-{held.financer}-{held.half}-v{found[-1].rank}".replace(":", "-")
    return response(return_paper(found[-1]), kind=written, filename=name)
