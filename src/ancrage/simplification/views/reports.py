"""One report: searched first, begun, written, reported, joined to a case, followed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.files.limits import limits_at
from ancrage.files.responses import file_response
from ancrage.files.rules.words import accepted_in_words, accepted_suffixes
from ancrage.journal.policy import may
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Where
from ancrage.people.middleware import ActorRequest
from ancrage.simplification.access import Access, authors_where, is_author, where_of
from ancrage.simplification.actions.attachments import attach_file, detach_file
from ancrage.simplification.actions.effects import say_effect
from ancrage.simplification.actions.reports import (
    STEPS,
    join_case,
    save_report,
    start_report,
)
from ancrage.simplification.definitions import effects, needs, proposals, workflows
from ancrage.simplification.forms import NewReportForm, ReportForm, speakers_of
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.queries.cases import (
    find_case,
    like_cases,
    like_reports,
    search_cases,
)
from ancrage.simplification.queries.reports import attachments_of, report_facts
from ancrage.simplification.rules.guards import ANSWERED, OPEN_TO_REPORTS
from ancrage.simplification.rules.likeness import spoken
from ancrage.simplification.rules.reporting import missing
from ancrage.simplification.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    attempt,
    case_or_404,
    number_in,
    report_or_404,
    report_step,
    said,
    trail,
)
from ancrage.simplification.words import cost_words, report_steps, state_of
from ancrage.ui.links import link

FOUND_MOST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Search first; then write a report, or join a case that was found with one of one's own."""
    speakers = speakers_of(request.actor)
    if not speakers:
        raise Http404(_("Vous ne parlez au nom d’aucun territoire ni d’aucune entreprise."))
    asked = request.GET.get("q", "").replace("\x00", "").strip()
    wanted = _wanted(request)
    initial = {"title": asked[:160]} if wanted is None else ReportForm.initial_of(_like(wanted))
    form = NewReportForm(request.POST or None, speakers=speakers, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _begin(request, form, wanted)
        if made is not None:
            return redirect(link(request, "block_edit", made.number) + "#depot")
    found = search_cases(asked) if asked else []
    said = spoken(asked)
    context = {
        "form": form,
        "asked": asked,
        "wanted": wanted,
        "found": [
            (case, [said[word] for word in words], state_of("case", case.state))
            for case, words in found[:FOUND_MOST]
        ],
        "count": len(found),
        "is_searched": bool(asked or wanted or request.method == "POST"),
        "breadcrumb": trail(request, (_("Signaler un blocage"), "")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "simplification/new.html", context, status=status)


def _wanted(request: ActorRequest) -> BlockCase | None:
    """The case of the address that the report is to join, if it still takes any."""
    text = request.GET.get("cas", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    case = find_case(request.actor, number) if number else None
    return case if case is not None and case.state in OPEN_TO_REPORTS else None


def _like(case: BlockCase) -> BlockReport:
    """A report that begins with what the case says of the text; the rest is one's own to say."""
    return BlockReport(
        title=case.title, rule=case.rule, reference=case.reference, url=case.url, need=case.need
    )


def _begin(
    request: ActorRequest, form: NewReportForm, wanted: BlockCase | None
) -> BlockReport | None:
    territory, company = form.place()
    try:
        return start_report(
            by=request.actor,
            now=timezone.now(),
            territory=territory,
            company=company,
            told=form.told(),
            wanted=wanted,
        )
    except InputRefused as refusal:
        form.take(refusal)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None


@require_GET
def show(request: ActorRequest, number: int) -> HttpResponse:
    """The page of a report."""
    return report_page(request, *report_or_404(request, number))


def report_page(
    request: ActorRequest,
    report: BlockReport,
    access: Access,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what was refused when something was."""
    actor, today = request.actor, timezone.localdate()
    context = {
        "report": report,
        "is_outline": access == Access.OUTLINE,
        "is_full": access == Access.FULL,
        "state": state_of("report", report.state),
        "case_state": state_of("case", report.case.state) if report.case else None,
        "need": needs()[report.need],
        "kind": proposals().get(report.kind, ""),
        "cost": cost_words(report),
        "steps": report_steps(report, actor, lambda: report_facts(report, today=today)),
        "problem": problem,
        "may_edit": report.state == "draft" and is_author(actor, report),
        "files": attachments_of(report) if access == Access.FULL else [],
        "effects": report.effects.all() if access != Access.OUTLINE else [],
        "effect_words": effects(),
        "effect_choices": list(effects().items()) if _says_effect(actor, report) else [],
        "may_read_journal": access == Access.FULL and may(actor, "journal.read", where_of(report)),
        "breadcrumb": trail(request, (report_step(request, report)[0], "")),
        **_alike(request, report, access),
    }
    return render(request, "simplification/report.html", context, status=status)


def _says_effect(actor: Any, report: BlockReport) -> bool:  # noqa: ANN401 an Actor
    answered = report.case is not None and report.case.state in ANSWERED
    companies = frozenset(filter(None, [report.company]))
    where = Where(territories=frozenset({report.territory}), companies=companies)
    shown = report.state in {"grouped", "lifted"}
    return answered and shown and may(actor, "simplification.say_effect", where)


def _alike(request: ActorRequest, report: BlockReport, access: Access) -> dict[str, Any]:
    """What is like a report that waits: cases to join or to group in; others, for the team."""
    actor, today = request.actor, timezone.localdate()
    if access != Access.FULL or report.state not in {"draft", "reported"}:
        return {}
    is_team = may(actor, "simplification.group", where_of(report)) and report.state == "reported"
    joins = report.state == "reported" and may(actor, "simplification.join", authors_where(report))
    return {
        "like_cases": [
            (like, state_of("case", like.thing.state))
            for like in like_cases(actor, report, today=today)
        ],
        "like_reports": like_reports(actor, report, today=today) if is_team else [],
        "may_group": is_team,
        "may_join": joins,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, number: int) -> HttpResponse:
    """The form of a draft; « signaler » keeps what is typed first."""
    report, _access = report_or_404(request, number)
    if not is_author(request.actor, report):
        raise Http404(_("Aucun signalement ne porte ce numéro."))
    if report.state != "draft":
        return redirect(link(request, "block_report", number))
    form = ReportForm(request.POST or None, initial=ReportForm.initial_of(report))
    if request.method != "POST":
        return edit_page(request, report, form)
    kept = _save(request, report, form)
    if kept is None:
        return edit_page(request, report, form, status=BAD)
    if "submit" not in request.POST:
        return redirect(link(request, "block_edit", number) + "#depot")
    return attempt(
        lambda: STEPS["submit"](by=request.actor, now=timezone.now(), report=kept),
        done=lambda: link(request, "block_report", number),
        refused=lambda told: edit_page(request, kept, form, problem=told, status=CONFLICT),
    )


def _save(request: ActorRequest, report: BlockReport, form: ReportForm) -> BlockReport | None:
    if not form.is_valid():
        return None
    try:
        return save_report(
            by=request.actor,
            now=timezone.now(),
            report=report,
            version=number_in(request, "version"),
            told=form.told(),
        )
    except InputRefused as refusal:
        form.take(refusal)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None


def edit_page(
    request: ActorRequest,
    report: BlockReport,
    form: ReportForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a draft, with what was refused when something was."""
    context = {
        "report": report,
        "form": form,
        "problem": problem,
        "missing": missing(report.told),
        "files": attachments_of(report),
        "accepted": accepted_in_words(limits_at(timezone.localdate())),
        "suffixes": accepted_suffixes(),
        "breadcrumb": trail(request, report_step(request, report), (_("Écrire"), "")),
    }
    return render(request, "simplification/edit.html", context, status=status)


def _own(request: ActorRequest, number: int) -> BlockReport:
    report, _access = report_or_404(request, number)
    if not is_author(request.actor, report):
        raise Http404(_("Aucun signalement ne porte ce numéro."))
    return report


@require_POST
def attach(request: ActorRequest, number: int) -> HttpResponse:
    """Join a document to a draft; what is typed in the form around it is kept first."""
    report = _own(request, number)
    form = ReportForm(request.POST)
    kept = _save(request, report, form)
    if kept is None:
        return edit_page(request, report, form, status=BAD)
    given = request.FILES.get("file")
    if given is None:
        told = _("Choisissez d’abord un fichier.")
        return edit_page(request, kept, form, problem=told, status=BAD)
    return attempt(
        lambda: attach_file(
            by=request.actor,
            now=timezone.now(),
            report=kept,
            name=given.name or "",
            content=given.read(),
        ),
        done=lambda: link(request, "block_edit", number) + "#pieces",
        refused=lambda told: edit_page(request, kept, form, problem=told, status=BAD),
    )


@require_POST
def detach(request: ActorRequest, number: int, piece: int) -> HttpResponse:
    """Take a document out of a draft; what is typed in the form around it is kept first."""
    report = _own(request, number)
    form = ReportForm(request.POST)
    held = report.attachments.select_related("file").filter(pk=piece).first()
    if held is None:
        raise Http404(_("Cette pièce n’existe pas."))
    kept = _save(request, report, form)
    if kept is None:
        return edit_page(request, report, form, status=BAD)
    held.report = kept
    return attempt(
        lambda: detach_file(by=request.actor, now=timezone.now(), attachment=held),
        done=lambda: link(request, "block_edit", number) + "#pieces",
        refused=lambda told: edit_page(request, kept, form, problem=told, status=CONFLICT),
    )


@require_GET
def file(request: ActorRequest, number: int, piece: int) -> HttpResponse:
    """A document, for those who read the report whole."""
    report, access = report_or_404(request, number)
    held = report.attachments.select_related("file__content").filter(pk=piece).first()
    if held is None or access != Access.FULL:
        raise Http404(_("Cette pièce n’existe pas."))
    return file_response(held.file)


@require_POST
def join(request: ActorRequest, number: int) -> HttpResponse:
    """Join a case with one's report."""
    report, access = report_or_404(request, number)
    case = case_or_404(request, number_in(request, "case"))
    return attempt(
        lambda: join_case(by=request.actor, now=timezone.now(), report=report, case=case),
        done=lambda: link(request, "block_report", number),
        refused=lambda told: report_page(request, report, access, problem=told, status=CONFLICT),
    )


@require_POST
def effect(request: ActorRequest, number: int) -> HttpResponse:
    """Say whether the block is lifted."""
    report, access = report_or_404(request, number)
    return attempt(
        lambda: say_effect(
            by=request.actor,
            now=timezone.now(),
            report=report,
            value=said(request, "value"),
            words=said(request, "words"),
        ),
        done=lambda: link(request, "block_report", number) + "#effet",
        refused=lambda told: report_page(request, report, access, problem=told, status=CONFLICT),
    )


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, number: int) -> HttpResponse:
        report, access = report_or_404(request, number)
        needs_reason = workflows()["report"].steps[verb].needs_reason
        reason = {"reason": said(request, "reason")} if needs_reason else {}
        return attempt(
            lambda: STEPS[verb](by=request.actor, now=timezone.now(), report=report, **reason),
            done=lambda: _after(request, verb, report),
            refused=lambda told: report_page(
                request, report, access, problem=told, status=CONFLICT
            ),
        )

    return step


def _after(request: ActorRequest, verb: str, report: BlockReport) -> str:
    """Back to the report; to the list when it is a draft again, which others do not see."""
    if verb == "return":
        return link(request, "block_reports")
    return link(request, "block_report", report.number)
