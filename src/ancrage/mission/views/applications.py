"""Writing an application: begun, filled with its perimeter and its files, kept as one types."""

from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.files.limits import limits_at
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.files.rules.words import accepted_in_words, accepted_suffixes
from ancrage.geography import queries as geography
from ancrage.geography.models import Intercommunality
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.access import is_author
from ancrage.mission.actions.applications import (
    Draft,
    StaleDraftError,
    propose_candidate,
    save_application,
    start_application,
)
from ancrage.mission.actions.attachments import attach_file, detach_file
from ancrage.mission.actions.candidates import submit_candidate
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.application_form import ApplicationForm
from ancrage.mission.map_figures import candidate_map
from ancrage.mission.models import Attachment, Candidate
from ancrage.mission.queries.candidates import attachments_of, lacking, mission_facts
from ancrage.mission.queries.places import places_of, search_places
from ancrage.mission.queries.verdicts import verdict_of
from ancrage.mission.rules.application import MEMBERS
from ancrage.mission.rules.guards import GUARDS
from ancrage.mission.views.common import CONFLICT, candidate_or_404, mission_or_404, said, trail
from ancrage.mission.views.steering import BAD
from ancrage.people.middleware import ActorRequest
from ancrage.selection.queries.summary import region_names
from ancrage.ui.links import link

AUTOSAVE = "autosave"


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: ActorRequest, code: str) -> HttpResponse:
    """Begin the application of intercommunalités."""
    return _begin(request, code, is_region=False)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ActorRequest, code: str) -> HttpResponse:
    """Begin a Region's proposal."""
    return _begin(request, code, is_region=True)


def _begin(request: ActorRequest, code: str, *, is_region: bool) -> HttpResponse:
    mission, actor = mission_or_404(code), request.actor
    regions = sorted(actor.codes(ScopeKind.REGION, role="copilot")) if is_region else []
    problem = ""
    if request.method == "POST":
        told = {"by": actor, "now": timezone.now(), "mission": mission}
        name = said(request, "name")
        try:
            if is_region:
                region = said(request, "region")
                made = propose_candidate(**told, name=name, region=region)  # type: ignore[arg-type]
            else:
                made = start_application(**told, name=name)  # type: ignore[arg-type]
        except MissionRefusedError as refusal:
            problem = str(refusal)
        else:
            return redirect(link(request, "mission_edit", code, made.number))
    facts = mission_facts(mission, today=timezone.localdate())
    context = {
        "mission": mission,
        "is_region": is_region,
        "regions": [(c, region_names().get(c, c)) for c in regions],
        "problem": problem,
        "obstacle": GUARDS["mission_open"](facts) or GUARDS["in_time"](facts),
        "mine": mission.candidates.filter(author=actor.reference, state="draft"),
        "breadcrumb": trail(request, mission, None, _("Candidater")),
    }
    return render(request, "mission/apply.html", context, status=CONFLICT if problem else 200)


@dataclass
class Editing:
    """One edition of a draft: who, what, what was found or refused on the way."""

    request: ActorRequest
    candidate: Candidate
    form: ApplicationForm
    problem: str = ""
    is_stale: bool = False
    asked: str = ""
    found: list[Intercommunality] = field(default_factory=list)
    count: int = 0
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """The long form. Every button of it keeps what is typed before it does anything else."""
    candidate = _own(request, code, number)
    form = ApplicationForm(request.POST or None, candidate=candidate, lacking=lacking(candidate))
    editing = Editing(request, candidate, form)
    if request.method != "POST":
        return _page(editing)
    is_saved = _save(editing)
    if AUTOSAVE in request.POST:
        return _autosaved(editing)
    if not is_saved:
        return _page(editing)
    if "submit" in request.POST:
        return _submit(editing)
    moved = {"add", "remove"} & request.POST.keys()
    if not moved and said(request, "place").strip():
        return _searched(editing)
    anchor = "#perimetre" if moved else "#enregistrement"
    return redirect(link(request, "mission_edit", code, number) + anchor)


def _own(request: ActorRequest, code: str, number: int) -> Candidate:
    candidate = candidate_or_404(request, code, number)
    if not is_author(request.actor, candidate):
        raise Http404
    return candidate


def _save(editing: Editing) -> bool:
    """Keep what was typed; say what keeps it from being kept."""
    request, form = editing.request, editing.form
    if not form.is_valid():
        editing.problem, editing.status = _("Certaines réponses sont trop longues."), BAD
        return False
    version = said(request, "version")
    try:
        editing.candidate = save_application(
            by=request.actor,
            now=timezone.now(),
            candidate=editing.candidate,
            version=int(version) if version.isdecimal() else 0,
            draft=Draft(
                {name: form.cleaned_data[name] for name in form.fields if name in request.POST},
                _members(editing),
            ),
        )
    except StaleDraftError as refusal:
        editing.problem, editing.is_stale, editing.status = str(refusal), True, CONFLICT
    except (MissionRefusedError, InputRefused) as refusal:
        editing.problem, editing.status = str(refusal), CONFLICT
    form.lacking = lacking(editing.candidate)
    return editing.status == 200


def _members(editing: Editing) -> list[str] | None:
    """The perimeter that the pressed button asks for; None when it does not change it."""
    post, held = editing.request.POST, list(editing.candidate.members)
    if post.get("add"):
        return [*held, post["add"]]
    if post.get("remove"):
        return [siren for siren in held if siren != post["remove"]]
    return None


def _autosaved(editing: Editing) -> HttpResponse:
    context = {"candidate": editing.candidate, "problem": editing.problem, "swap": True}
    return render(editing.request, "mission/parts/saved.html", context)


def _searched(editing: Editing) -> HttpResponse:
    editing.asked = said(editing.request, "place").strip()
    editing.found, editing.count = search_places(editing.asked, without=editing.candidate.members)
    return _page(editing)


def _submit(editing: Editing) -> HttpResponse:
    request, candidate = editing.request, editing.candidate
    try:
        submit_candidate(by=request.actor, now=timezone.now(), candidate=candidate)
    except StepRefusedError as refusal:
        editing.problem, editing.status = str(refusal), CONFLICT
        return _page(editing)
    return redirect(link(request, "mission_candidate", candidate.mission_id, candidate.number))


def _page(editing: Editing) -> HttpResponse:
    request, candidate = editing.request, editing.candidate
    mission = candidate.mission
    held = places_of(candidate.members)
    around = [place for place, _km in geography.neighbours_of(candidate.members)]
    context = {
        "mission": mission,
        "candidate": candidate,
        "is_editable": candidate.state == "draft",
        "editing": editing,
        "form": editing.form,
        "missing": editing.form.lacking,
        "places": held,
        "verdict": verdict_of(candidate),
        "most": MEMBERS,
        "around": around,
        "map": candidate_map(request, candidate, held, around) if held else None,
        "files": attachments_of(candidate),
        "kinds": Attachment.KINDS,
        "accepted": accepted_in_words(limits_at(timezone.localdate())),
        "suffixes": accepted_suffixes(),
        "breadcrumb": trail(request, mission, candidate, _("Dossier")),
    }
    return render(request, "mission/edit.html", context, status=editing.status)


@require_POST
def attach(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Join a file; what is typed in the form around it is kept too."""
    candidate = _own(request, code, number)
    form = ApplicationForm(request.POST, candidate=candidate, lacking=lacking(candidate))
    editing = Editing(request, candidate, form)
    if not _save(editing):
        return _page(editing)
    given = request.FILES.get("file")
    if given is None:
        editing.problem, editing.status = _("Choisissez d’abord un fichier."), BAD
        return _page(editing)
    try:
        attach_file(
            by=request.actor,
            now=timezone.now(),
            candidate=editing.candidate,
            kind=said(request, "kind"),
            name=given.name or "",
            content=given.read(),
        )
    except (MissionRefusedError, FileRefusedError) as refusal:
        editing.problem, editing.status = str(refusal), BAD
        return _page(editing)
    return redirect(link(request, "mission_edit", code, number) + "#pieces")


@require_POST
def detach(request: ActorRequest, code: str, number: int, piece: int) -> HttpResponse:
    """Take a file out; what is typed in the form around it is kept too."""
    candidate = _own(request, code, number)
    form = ApplicationForm(request.POST, candidate=candidate, lacking=lacking(candidate))
    editing = Editing(request, candidate, form)
    if not _save(editing):
        return _page(editing)
    held = get_object_or_404(Attachment, candidate=candidate, pk=piece)
    held.candidate = editing.candidate
    try:
        detach_file(by=request.actor, now=timezone.now(), attachment=held)
    except MissionRefusedError as refusal:
        editing.problem, editing.status = str(refusal), CONFLICT
        return _page(editing)
    return redirect(link(request, "mission_edit", code, number) + "#pieces")
