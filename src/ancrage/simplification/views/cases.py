"""One case: what everybody reads of it, and how it is gathered, asked, answered, ended."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.journal.policy import may
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.scopes import named_scopes
from ancrage.simplification.access import REGIONAL, Access, case_where
from ancrage.simplification.actions.cases import (
    STEPS,
    amend_case,
    gather_case,
    group_report,
    ungroup_report,
)
from ancrage.simplification.actions.questions import (
    answer_question,
    ask_question,
    refer_question,
)
from ancrage.simplification.definitions import effects, needs, outcomes, proposals
from ancrage.simplification.forms import (
    AnswerForm,
    CaseForm,
    NewCaseForm,
    QuestionForm,
    ReferForm,
    RefusableForm,
)
from ancrage.simplification.models import BlockCase, BlockReport, Question
from ancrage.simplification.queries.cases import case_facts, reports_in
from ancrage.simplification.queries.reports import find_report, writes_for
from ancrage.simplification.rules.guards import OPEN_TO_REPORTS
from ancrage.simplification.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    attempt,
    case_or_404,
    case_step,
    number_in,
    report_or_404,
    said,
    trail,
)
from ancrage.simplification.views.reports import report_page
from ancrage.simplification.words import (
    answerable,
    askable,
    authority_names,
    case_steps,
    cost_words,
    may_ask,
    state_of,
)
from ancrage.ui.links import link


@require_GET
def show(request: ActorRequest, number: int) -> HttpResponse:
    """The page of a case."""
    return case_page(request, case_or_404(request, number))


def case_page(
    request: ActorRequest, case: BlockCase, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was refused when something was."""
    actor, today = request.actor, timezone.localdate()
    held = [row for row in reports_in(actor, case) if row[1] != Access.NONE]
    context = {
        "case": case,
        "state": state_of("case", case.state),
        "need": needs()[case.need],
        "questions": told_questions(case),
        "reports": [_told_report(report, access) for report, access in held],
        "may_join": writes_for(actor) and case.state in OPEN_TO_REPORTS,
        "may_amend": may(actor, "simplification.amend", case_where(case))
        and case.state not in {"closed", "dissolved"},
        "may_ungroup": may(actor, "simplification.ungroup", case_where(case))
        and case.state in OPEN_TO_REPORTS,
        "may_ask": may_ask(actor, case),
        "answerable": answerable(actor, case),
        "steps": case_steps(case, actor, lambda: case_facts(case, today=today)),
        "may_read_journal": may(actor, "journal.read", case_where(case)),
        "problem": problem,
        "breadcrumb": trail(request, (case_step(request, case)[0], "")),
    }
    return render(request, "simplification/case.html", context, status=status)


def told_questions(case: BlockCase) -> list[dict[str, Any]]:
    """The questions of a case with their answers, in words, the last one first."""
    held = sorted(case.questions.all(), key=lambda q: -q.number)
    labels = authority_names(held)
    return [
        {
            "question": question,
            "authority": labels[question.authority, question.scope],
            "kind": proposals()[question.kind],
            "outcome": outcomes().get(question.outcome, ""),
        }
        for question in held
    ]


def _told_report(report: BlockReport, access: Access) -> dict[str, Any]:
    return {
        "report": report,
        "is_outline": access == Access.OUTLINE,
        "cost": cost_words(report),
        "kind": proposals().get(report.kind, ""),
        "effect": "" if access == Access.OUTLINE else effects().get(report.effect, ""),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def gather(request: ActorRequest) -> HttpResponse:
    """Open a case with the reports that the address names (`avec`)."""
    held = _chosen(request)
    initial = {"region": "", **(CaseForm.initial_of(held[0]) if held else {})}
    form = NewCaseForm(request.POST or None, regions=_regions(request, held), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _refusable(
            form,
            lambda: gather_case(
                by=request.actor,
                now=timezone.now(),
                written=form.written(),
                reports=held,
                region=form.cleaned_data["region"],
            ),
        )
        if made is not None:
            return redirect(link(request, "block_case", made.number))
    context = {
        "form": form,
        "reports": held,
        "breadcrumb": trail(request, (_("Ouvrir un cas"), "")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "simplification/gather.html", context, status=status)


def _chosen(request: ActorRequest) -> list[BlockReport]:
    """The reports of the address that the reader may read whole."""
    texts = [*request.GET.getlist("avec"), *request.POST.getlist("reports")]
    numbers = dict.fromkeys(int(t) for t in texts if t.isascii() and t.isdecimal() and len(t) < 10)
    found = [find_report(request.actor, number) for number in list(numbers)[:50]]
    return [report for report in found if report is not None]


def _regions(request: ActorRequest, reports: list[BlockReport]) -> list[tuple[str, str]]:
    """The regions that a case of these reports may be the matter of, for who opens it."""
    roles = {h.role for h in request.actor.holdings}
    common = frozenset.intersection(*(r.region_codes for r in reports)) if reports else frozenset()
    names = {named.code: named.name for named in named_scopes(ScopeKind.REGION)}
    own = {c for r in REGIONAL for c in request.actor.codes(ScopeKind.REGION, role=r)}
    if "national" in roles:
        return [("", _("France entière")), *((c, names.get(c, c)) for c in sorted(common))]
    return [(c, names.get(c, c)) for c in sorted(own)]


def _refusable(form: RefusableForm, act: Callable[[], Any]) -> Any:  # noqa: ANN401 what is made
    """What the act makes; None, with what was refused written on the form."""
    try:
        return act()
    except InputRefused as refusal:
        form.take(refusal)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: ActorRequest, number: int) -> HttpResponse:
    """Write a case anew."""
    case = _conducted(request, number, "simplification.amend")
    form = CaseForm(request.POST or None, initial=CaseForm.initial_of(case))
    if request.method == "POST" and form.is_valid():
        made = _refusable(
            form,
            lambda: amend_case(
                by=request.actor,
                now=timezone.now(),
                case=case,
                version=number_in(request, "version"),
                written=form.written(),
            ),
        )
        if made is not None:
            return redirect(link(request, "block_case", number))
    return _form_page(request, case, form, _("Récrire le cas"), _("Enregistrer"))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActorRequest, number: int) -> HttpResponse:
    """Put a case to the competent authority."""
    case = _conducted(request, number, "simplification.ask")
    kinds, region = askable(request.actor, case)
    initial = {"words": case.summary, "kind": _proposed(case)}
    form = QuestionForm(request.POST or None, kinds=kinds, region=region, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _refusable(
            form,
            lambda: ask_question(
                by=request.actor,
                now=timezone.now(),
                case=case,
                version=number_in(request, "version"),
                asked=form.question(),
            ),
        )
        if made is not None:
            return redirect(link(request, "block_case", number))
    return _form_page(
        request, case, form, _("Saisir l’autorité compétente"), _("Poser la question")
    )


def _conducted(request: ActorRequest, number: int, right: str) -> BlockCase:
    """The case of the address, for who may do this with it."""
    case = case_or_404(request, number)
    if not may(request.actor, right, case_where(case)):
        raise Http404(_("Aucun cas ne porte ce numéro."))
    return case


def _proposed(case: BlockCase) -> str:
    """What most of its reports propose."""
    kinds = list(case.reports.values_list("kind", flat=True))
    return max(sorted(set(kinds)), key=kinds.count, default="")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ActorRequest, number: int) -> HttpResponse:
    """Answer for the authority that was asked, on one page."""
    case = case_or_404(request, number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _refusable(
            form,
            lambda: answer_question(
                by=request.actor, now=timezone.now(), case=case, answer=form.answer()
            ),
        )
        if made is not None:
            return redirect(link(request, "block_case", number))
    return answer_page(request, case, form, _refer_form(case))


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: ActorRequest, number: int) -> HttpResponse:
    """Say that another authority is competent. The form is on the page of the answer."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return redirect(link(request, "block_answer", number) + "#renvoyer")
    form = _refer_form(case, request.POST)
    if form.is_valid():
        made = _refusable(
            form,
            lambda: refer_question(
                by=request.actor,
                now=timezone.now(),
                case=case,
                reason=form.cleaned_data["reason"],
                asked=form.asked(),
            ),
        )
        if made is not None:
            return redirect(link(request, "block_case", number))
    return answer_page(request, case, AnswerForm(), form)


def _refer_form(case: BlockCase, data: Any = None) -> ReferForm:  # noqa: ANN401 what is posted
    return ReferForm(data, prefix="renvoi")


def answer_page(
    request: ActorRequest, case: BlockCase, form: AnswerForm, referring: ReferForm
) -> HttpResponse:
    """The question, and the two forms; only for the authority that was asked."""
    question: Question | None = answerable(request.actor, case)
    is_posted = request.method == "POST"
    if question is None and not is_posted:
        raise Http404(_("Aucune question ne vous attend sur ce cas."))
    context = {
        "case": case,
        "form": form,
        "referring": referring,
        "told": next((t for t in told_questions(case) if t["question"] == question), None),
        "breadcrumb": trail(request, case_step(request, case), (_("Répondre"), "")),
    }
    return render(request, "simplification/answer.html", context, status=BAD if is_posted else 200)


def _form_page(
    request: ActorRequest,
    case: BlockCase,
    form: RefusableForm,
    title: str,
    button: str,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "title": title,
        "button": button,
        "breadcrumb": trail(request, case_step(request, case), (title, "")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "simplification/case_form.html", context, status=status)


@require_POST
def group(request: ActorRequest, number: int) -> HttpResponse:
    """Add to a case a report that waits."""
    case = case_or_404(request, number)
    report, access = report_or_404(request, number_in(request, "report"))
    return attempt(
        lambda: group_report(by=request.actor, now=timezone.now(), case=case, report=report),
        done=lambda: link(request, "block_case", number),
        refused=lambda told: report_page(request, report, access, problem=told, status=CONFLICT),
    )


@require_POST
def ungroup(request: ActorRequest, number: int) -> HttpResponse:
    """Take a report out of its case."""
    report, access = report_or_404(request, number)
    return attempt(
        lambda: ungroup_report(
            by=request.actor, now=timezone.now(), report=report, reason=said(request, "reason")
        ),
        done=lambda: link(request, "block_report", number),
        refused=lambda told: report_page(request, report, access, problem=told, status=CONFLICT),
    )


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, number: int) -> HttpResponse:
        case = case_or_404(request, number)
        return attempt(
            lambda: STEPS[verb](
                by=request.actor, now=timezone.now(), case=case, reason=said(request, "reason")
            ),
            done=lambda: link(request, "block_case", number),
            refused=lambda told: case_page(request, case, problem=told, status=CONFLICT),
        )

    return step
