"""API: Rules that block, and what the competent authorities answer."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import File, Path, Query, Router, Status
from ninja.files import UploadedFile

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.simplification import schemas as s
from ancrage.simplification.access import Access, is_author
from ancrage.simplification.actions import attachments, cases, effects, questions, reports
from ancrage.simplification.actions.parts import BlockRefusedError
from ancrage.simplification.definitions import workflows
from ancrage.simplification.documents import (
    case_detail,
    case_document,
    effect_document,
    figures_document,
    file_document,
    question_document,
    report_detail,
    report_document,
)
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.queries.cases import cases_of, find_case, search_cases
from ancrage.simplification.queries.figures import counters
from ancrage.simplification.queries.reports import access_to, find_report, visible_to
from ancrage.simplification.rules.reporting import Told

router = Router(tags=["simplification"])
Number = Annotated[int, Path(ge=1, le=1_000_000_000)]
READ = {404: Problem, 422: Problem}
WRITTEN = {401: Problem, 409: Problem, **READ}
REPORTS, CASES = "/blocks/reports", "/blocks/cases"
REPORT, CASE = f"{REPORTS}/{{number}}", f"{CASES}/{{number}}"
Searched = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
StateName = Annotated[str, Query(pattern=r"^[a-z_]{0,12}$")]
_refusals = partial(
    problems_for, BlockRefusedError, FileRefusedError, StepRefusedError, faults=(InputRefused,)
)


def _case(request: HttpRequest, number: int) -> BlockCase:
    found = find_case(actor_in(request), number)
    if found is None:
        raise Http404(f"Aucun cas ne porte le numéro {number}.")
    return found


def _report(request: HttpRequest, number: int) -> tuple[BlockReport, Access]:
    found = find_report(actor_in(request), number)
    access = access_to(actor_in(request), found) if found is not None else Access.NONE
    if found is None or access == Access.NONE:
        raise Http404(f"Aucun signalement ne porte le numéro {number}.")
    return found, access


def _own(request: HttpRequest, number: int) -> BlockReport:
    report, _access = _report(request, number)
    if not is_author(actor_in(request), report):
        raise Http404(f"Aucun signalement ne porte le numéro {number}.")
    return report


def _told(wanted: s.ToldIn) -> Told:
    held = wanted.dict()
    return Told(**{name: held[name] for name in Told.__slots__})


def _detail(request: HttpRequest, number: int) -> s.ReportDetailOut:
    """A report as it is now; what its reader may no longer know of is told as he left it."""
    return s.ReportDetailOut(**report_detail(*_report(request, number)))


@router.get(CASES, response={200: Page[s.CaseOut], 422: Problem}, operation_id="block_cases")
def block_cases(
    request: HttpRequest,
    q: Searched = "",
    state: StateName = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[s.CaseOut]:
    """Les cas publiés, et ceux que vous pouvez lire ; `q` cherche parmi les cas publiés."""
    if q:
        found = [case for case, _words in search_cases(q) if state in ("", case.state)]
        shown, count = found[offset : offset + limit], len(found)
    else:
        held = cases_of(actor_in(request))
        held = held.filter(state=state) if state else held
        shown, count = list(held[offset : offset + limit]), held.count()
    items = [s.CaseOut(**case_document(case)) for case in shown]
    return Page[s.CaseOut](count=count, limit=limit, offset=offset, items=items)


@router.get(CASE, response={200: s.CaseDetailOut, **READ}, operation_id="block_case")
def one_block_case(request: HttpRequest, number: Number) -> s.CaseDetailOut:
    """Un cas, ses questions, ses réponses, et ses signalements que vous pouvez lire."""
    return s.CaseDetailOut(**case_detail(actor_in(request), _case(request, number)))


@router.get("/blocks/figures", response={200: s.FiguresOut}, operation_id="block_figures")
def block_figures(request: HttpRequest) -> s.FiguresOut:
    """Les chiffres : questions posées, répondues, accordées, délais."""
    return s.FiguresOut(**figures_document(counters(today=timezone.localdate())))


@router.get(
    REPORTS,
    response={200: Page[s.ReportOut], 401: Problem, **READ},
    operation_id="block_reports",
)
def block_reports(
    request: HttpRequest, state: StateName = "", limit: Limit = 50, offset: Offset = 0
) -> Page[s.ReportOut]:
    """Les signalements que vous pouvez lire."""
    actor = actor_in(request)
    held = visible_to(actor)
    held = held.filter(state=state) if state else held
    shown = [(report, access_to(actor, report)) for report in held[offset : offset + limit]]
    items = [s.ReportOut(**report_document(r, a)) for r, a in shown if a != Access.NONE]
    return Page[s.ReportOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.get(REPORT, response={200: s.ReportDetailOut, **READ}, operation_id="block_report")
def one_block_report(request: HttpRequest, number: Number) -> s.ReportDetailOut:
    """Un signalement, autant que vous pouvez en lire."""
    return _detail(request, number)


@router.post(REPORTS, response={201: s.ReportOut, **WRITTEN}, operation_id="block_start")
def block_start(request: HttpRequest, wanted: s.BlockStartIn) -> Status[s.ReportOut]:
    """Commence un signalement ; cherchez d’abord parmi les cas publiés."""
    case = _case(request, wanted.case) if wanted.case else None
    with _refusals():
        made = reports.start_report(
            **acting_in(request),
            territory=wanted.territory,
            company=wanted.company,
            told=_told(wanted),
            wanted=case,
        )
    return Status(201, s.ReportOut(**report_document(made, Access.FULL)))


@router.put(REPORT, response={200: s.ReportDetailOut, **WRITTEN}, operation_id="block_save")
def block_save(request: HttpRequest, number: Number, wanted: s.SaveIn) -> s.ReportDetailOut:
    """Enregistre un brouillon."""
    with _refusals():
        reports.save_report(
            **acting_in(request),
            report=_own(request, number),
            version=wanted.version,
            told=_told(wanted),
        )
    return _detail(request, number)


@router.post(
    f"{REPORT}/files", response={201: s.BlockFileOut, **WRITTEN}, operation_id="block_attach"
)
def block_attach(
    request: HttpRequest, number: Number, file: File[UploadedFile]
) -> Status[s.BlockFileOut]:
    """Joint une pièce à un brouillon."""
    with _refusals():
        made = attachments.attach_file(
            **acting_in(request),
            report=_own(request, number),
            name=file.name or "",
            content=file.read(),
        )
    return Status(201, s.BlockFileOut(**file_document(made)))


@router.delete(
    f"{REPORT}/files/{{piece}}", response={204: None, **WRITTEN}, operation_id="block_detach"
)
def block_detach(request: HttpRequest, number: Number, piece: Number) -> Status[None]:
    """Retire une pièce d’un brouillon."""
    report = _own(request, number)
    held = report.attachments.select_related("file").filter(pk=piece).first()
    if held is None:
        raise Http404("Cette pièce n’existe pas.")
    held.report = report
    with _refusals():
        attachments.detach_file(**acting_in(request), attachment=held)
    return Status(204, None)


@router.post(
    f"{REPORT}/join", response={200: s.ReportDetailOut, **WRITTEN}, operation_id="block_join"
)
def block_join(request: HttpRequest, number: Number, wanted: s.NumberIn) -> s.ReportDetailOut:
    """Rejoint un cas avec votre signalement."""
    report, _access = _report(request, number)
    with _refusals():
        reports.join_case(**acting_in(request), report=report, case=_case(request, wanted.number))
    return _detail(request, number)


@router.post(
    f"{REPORT}/ungroup", response={200: s.ReportOut, **WRITTEN}, operation_id="block_ungroup"
)
def block_ungroup(request: HttpRequest, number: Number, wanted: s.BlockReasonIn) -> s.ReportOut:
    """Sort un signalement de son cas (donnez la raison)."""
    report, _access = _report(request, number)
    with _refusals():
        made = cases.ungroup_report(**acting_in(request), report=report, reason=wanted.reason)
    return s.ReportOut(**report_document(made, Access.FULL))


@router.post(
    f"{REPORT}/effect", response={200: s.BlockEffectOut, **WRITTEN}, operation_id="block_effect"
)
def block_effect(request: HttpRequest, number: Number, wanted: s.EffectIn) -> s.BlockEffectOut:
    """Dit si le blocage est levé : yes, partly, no ou too_early."""
    report, _access = _report(request, number)
    with _refusals():
        made = effects.say_effect(
            **acting_in(request), report=report, value=wanted.value, words=wanted.words
        )
    return s.BlockEffectOut(**effect_document(made))


def _report_step(verb: str) -> Callable[..., s.ReportOut]:
    """The operation of one step of a report."""
    step = workflows()["report"].steps[verb]

    def operation(request: HttpRequest, number: Number, wanted: s.BlockReasonIn) -> s.ReportOut:
        report, access = _report(request, number)
        reason = {"reason": wanted.reason} if step.needs_reason else {}
        with _refusals():
            made = reports.STEPS[verb](**acting_in(request), report=report, **reason)
        return s.ReportOut(**report_document(made, access))

    operation.__name__ = f"block_{verb}"
    operation.__doc__ = f"{step.label}{' (donnez la raison)' if step.needs_reason else ''}."
    return operation


def _case_step(verb: str) -> Callable[..., s.CaseOut]:
    """The operation of one step of a case."""
    step = workflows()["case"].steps[verb]

    def operation(request: HttpRequest, number: Number, wanted: s.BlockReasonIn) -> s.CaseOut:
        case = _case(request, number)
        with _refusals():
            made = cases.STEPS[verb](**acting_in(request), case=case, reason=wanted.reason)
        return s.CaseOut(**case_document(made))

    operation.__name__ = f"block_{verb}"
    operation.__doc__ = f"{step.label} (donnez la raison)."
    return operation


for _verb in reports.STEPS:
    router.post(
        f"{REPORT}/{_verb}",
        response={200: s.ReportOut, **WRITTEN},
        operation_id=f"block_{_verb}",
    )(_report_step(_verb))
for _verb in cases.STEPS:
    router.post(
        f"{CASE}/{_verb}", response={200: s.CaseOut, **WRITTEN}, operation_id=f"block_{_verb}"
    )(_case_step(_verb))


def _written(wanted: s.WrittenIn) -> cases.Written:
    held = wanted.dict()
    return cases.Written(**{name: held[name] for name in cases.Written.__slots__})


@router.post(CASES, response={201: s.CaseOut, **WRITTEN}, operation_id="block_gather")
def block_gather(request: HttpRequest, wanted: s.GatherIn) -> Status[s.CaseOut]:
    """Ouvre un cas avec des signalements."""
    held = [_report(request, number)[0] for number in dict.fromkeys(wanted.reports)]
    with _refusals():
        made = cases.gather_case(
            **acting_in(request), written=_written(wanted), reports=held, region=wanted.region
        )
    return Status(201, s.CaseOut(**case_document(made)))


@router.put(CASE, response={200: s.CaseOut, **WRITTEN}, operation_id="block_amend")
def block_amend(request: HttpRequest, number: Number, wanted: s.BlockAmendIn) -> s.CaseOut:
    """Récrit un cas ; les mots des signalements ne changent pas."""
    with _refusals():
        made = cases.amend_case(
            **acting_in(request),
            case=_case(request, number),
            version=wanted.version,
            written=_written(wanted),
        )
    return s.CaseOut(**case_document(made))


@router.post(f"{CASE}/group", response={200: s.ReportOut, **WRITTEN}, operation_id="block_group")
def block_group(request: HttpRequest, number: Number, wanted: s.NumberIn) -> s.ReportOut:
    """Réunit un signalement à un cas."""
    case, (report, _access) = _case(request, number), _report(request, wanted.number)
    with _refusals():
        made = cases.group_report(**acting_in(request), case=case, report=report)
    return s.ReportOut(**report_document(made, Access.FULL))


@router.post(f"{CASE}/ask", response={201: s.BlockQuestionOut, **WRITTEN}, operation_id="block_ask")
def block_ask(request: HttpRequest, number: Number, wanted: s.AskIn) -> Status[s.BlockQuestionOut]:
    """Saisit l’autorité compétente ; le cas est publié."""
    asked = questions.Asked(
        wanted.authority, wanted.scope, wanted.service, wanted.kind, wanted.words
    )
    with _refusals():
        made = questions.ask_question(
            **acting_in(request), case=_case(request, number), version=wanted.version, asked=asked
        )
    return Status(201, s.BlockQuestionOut(**question_document(made)))


@router.post(
    f"{CASE}/answer", response={200: s.BlockQuestionOut, **WRITTEN}, operation_id="block_answer"
)
def block_answer(
    request: HttpRequest, number: Number, wanted: s.BlockAnswerIn
) -> s.BlockQuestionOut:
    """Répond pour l’autorité saisie ; la réponse est publiée."""
    with _refusals():
        made = questions.answer_question(
            **acting_in(request),
            case=_case(request, number),
            answer=questions.Answer(**wanted.dict()),
        )
    return s.BlockQuestionOut(**question_document(made))


@router.post(
    f"{CASE}/refer", response={201: s.BlockQuestionOut, **WRITTEN}, operation_id="block_refer"
)
def block_refer(
    request: HttpRequest, number: Number, wanted: s.ReferIn
) -> Status[s.BlockQuestionOut]:
    """Se dit incompétente et renvoie à une autre autorité."""
    asked = questions.Asked(wanted.authority, wanted.scope, wanted.service)
    with _refusals():
        made = questions.refer_question(
            **acting_in(request), case=_case(request, number), reason=wanted.reason, asked=asked
        )
    return Status(201, s.BlockQuestionOut(**question_document(made)))
