"""The API of a mission's conduct: preparing, weighing, opening, appointing, giving readings."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from ancrage.geography.schemas import Problem
from ancrage.journal.policy import granted
from ancrage.mission.actions import effects as effect_actions
from ancrage.mission.actions import experts as expert_actions
from ancrage.mission.actions import missions as mission_actions
from ancrage.mission.actions import readings as reading_actions
from ancrage.mission.actions.applications import pick_candidates
from ancrage.mission.actions.experts import Declared
from ancrage.mission.actions.missions import Plan
from ancrage.mission.api import (
    READ,
    WRITTEN,
    Code,
    Number,
    mission_of,
    refusals,
    router,
)
from ancrage.mission.documents import (
    candidate_document,
    effect_document,
    expert_document,
    interest_documents,
    mission_document,
    reading_document,
)
from ancrage.mission.models import Expert, Reading
from ancrage.mission.queries.effects import last_effect
from ancrage.mission.queries.missions import expert_of
from ancrage.mission.rules.use import read_use
from ancrage.mission.schemas import (
    AppointedOut,
    AssignIn,
    CandidateOut,
    EffectOut,
    ExpertIn,
    InterestOut,
    InterestsIn,
    MissionOut,
    MissionReasonIn,
    NewMissionIn,
    PickIn,
    PlanIn,
    ReadingOut,
    SharedOut,
    UseIn,
)
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in
from ancrage.people.models import Person
from ancrage.selection.models import Identification


@router.post("/missions", response={201: MissionOut, **WRITTEN}, operation_id="mission_prepare")
def mission_prepare(request: HttpRequest, wanted: NewMissionIn) -> Status[MissionOut]:
    """Prépare une mission."""
    told = wanted.dict()
    with refusals():
        made = mission_actions.prepare_mission(
            **acting_in(request), code=told.pop("code"), plan=Plan(**told)
        )
    return Status(201, MissionOut(**mission_document(made)))


@router.put("/missions/{code}", response={200: MissionOut, **WRITTEN}, operation_id="mission_amend")
def mission_amend(request: HttpRequest, code: Code, wanted: PlanIn) -> MissionOut:
    """Change l’objet et les dates d’une mission."""
    with refusals():
        made = mission_actions.amend_mission(
            **acting_in(request), mission=mission_of(code), plan=Plan(**wanted.dict())
        )
    return MissionOut(**mission_document(made))


@router.put(
    "/missions/{code}/use", response={200: MissionOut, **WRITTEN}, operation_id="mission_use"
)
def mission_declare_use(request: HttpRequest, code: Code, wanted: UseIn) -> MissionOut:
    """Déclare ce que la note change à la liste."""
    told = wanted.dict()
    reason = told.pop("reason")
    with refusals():
        made = mission_actions.declare_use(
            **acting_in(request), mission=mission_of(code), use=read_use(told), reason=reason
        )
    return MissionOut(**mission_document(made))


@router.post(
    "/missions/{code}/open", response={200: MissionOut, **WRITTEN}, operation_id="mission_open"
)
def mission_open(request: HttpRequest, code: Code) -> MissionOut:
    """Ouvre une mission aux candidatures et aux lectures."""
    with refusals():
        made = mission_actions.open_mission(**acting_in(request), mission=mission_of(code))
    return MissionOut(**mission_document(made))


@router.post(
    "/missions/{code}/close", response={200: MissionOut, **WRITTEN}, operation_id="mission_close"
)
def mission_close(request: HttpRequest, code: Code) -> MissionOut:
    """Clôt une mission : ses notes ne changent plus."""
    with refusals():
        made = mission_actions.close_mission(**acting_in(request), mission=mission_of(code))
    return MissionOut(**mission_document(made))


@router.post(
    "/missions/{code}/experts",
    response={201: AppointedOut, **WRITTEN},
    operation_id="mission_appoint",
)
def mission_appoint(request: HttpRequest, code: Code, wanted: ExpertIn) -> Status[AppointedOut]:
    """Nomme un expert, qui tient déjà ce rôle."""
    mission = mission_of(code)
    granted(actor_in(request), "mission.appoint")
    person = get_object_or_404(Person, reference=wanted.person)
    with refusals():
        made = expert_actions.appoint_expert(
            **acting_in(request), mission=mission, person=person, discipline=wanted.discipline
        )
    return Status(201, AppointedOut(**expert_document(made)))


@router.post(
    "/missions/{code}/experts/{number}/dismiss",
    response={200: AppointedOut, **WRITTEN},
    operation_id="mission_dismiss",
)
def mission_dismiss(
    request: HttpRequest, code: Code, number: Number, wanted: MissionReasonIn
) -> AppointedOut:
    """Met fin à la mission d’un expert ; ses lectures en cours ne comptent plus."""
    held = get_object_or_404(Expert.objects.select_related("mission"), mission=code, pk=number)
    with refusals():
        made = expert_actions.dismiss_expert(
            **acting_in(request), expert=held, reason=wanted.reason
        )
    return AppointedOut(**expert_document(made))


@router.get(
    "/missions/{code}/interests",
    response={200: list[InterestOut], 401: Problem, **READ},
    operation_id="mission_interests",
)
def mission_interests(request: HttpRequest, code: Code) -> list[InterestOut]:
    """Ce que les experts ont déclaré de leurs intérêts."""
    mission = mission_of(code)
    granted(actor_in(request), "mission.read_interests")
    return [InterestOut(**told) for told in interest_documents(mission)]


@router.put(
    "/missions/{code}/interests",
    response={200: int, **WRITTEN},
    operation_id="mission_declare_interests",
)
def mission_declare_interests(request: HttpRequest, code: Code, wanted: InterestsIn) -> int:
    """Déclare vos intérêts ; n’en avoir aucun se déclare aussi. Rend le nombre de changements."""
    expert = expert_of(mission_of(code), actor_in(request))
    if expert is None:
        raise Http404
    declared = {
        told.candidate: Declared(has_conflict=told.conflict, reason=told.reason)
        for told in wanted.declarations
    }
    with refusals():
        kept = expert_actions.declare_interests(
            **acting_in(request), expert=expert, declared=declared
        )
    return len(kept)


@router.post(
    "/missions/{code}/picks",
    response={201: list[CandidateOut], **WRITTEN},
    operation_id="mission_pick",
)
def mission_pick(request: HttpRequest, code: Code, wanted: PickIn) -> Status[list[CandidateOut]]:
    """Retient comme candidats des territoires d’une identification gardée."""
    mission = mission_of(code)
    run = get_object_or_404(Identification, pk=wanted.identification)
    with refusals():
        made = pick_candidates(
            **acting_in(request), mission=mission, identification=run, codes=wanted.territories
        )
    return Status(201, [CandidateOut(**candidate_document(c)) for c in made])


@router.post(
    "/missions/{code}/candidates/{number}/readings",
    response={201: list[ReadingOut], **WRITTEN},
    operation_id="mission_assign",
)
def mission_assign(
    request: HttpRequest, code: Code, number: Number, wanted: AssignIn
) -> Status[list[ReadingOut]]:
    """Confie les lectures d’un candidat à des experts (par leurs numéros dans la mission)."""
    mission = mission_of(code)
    granted(actor_in(request), "mission.assign")
    candidate = get_object_or_404(mission.candidates, number=number)
    held = {e.pk: e for e in mission.experts.all()}
    if not set(wanted.experts) <= held.keys():
        raise Http404
    with refusals():
        made = reading_actions.assign_readings(
            **acting_in(request),
            candidate=candidate,
            experts=[held[pk] for pk in wanted.experts],
        )
    return Status(201, [ReadingOut(**reading_document(r)) for r in made])


@router.post(
    "/missions/{code}/readings/share",
    response={200: SharedOut, **WRITTEN},
    operation_id="mission_share",
)
def mission_share(request: HttpRequest, code: Code) -> SharedOut:
    """Répartit les lectures qui manquent entre les experts sans conflit."""
    with refusals():
        count, lacking = reading_actions.share_readings(
            **acting_in(request), mission=mission_of(code)
        )
    return SharedOut(given=count, lacking=lacking)


@router.post(
    "/missions/{code}/readings/{number}/set-aside",
    response={204: None, **WRITTEN},
    operation_id="mission_set_aside",
)
def mission_set_aside(
    request: HttpRequest, code: Code, number: Number, wanted: MissionReasonIn
) -> Status[None]:
    """Écarte une lecture : elle ne compte plus."""
    found = Reading.objects.select_related("candidate")
    held = get_object_or_404(found, candidate__mission=code, pk=number)
    with refusals():
        reading_actions.set_aside_reading(**acting_in(request), reading=held, reason=wanted.reason)
    return Status(204, None)


@router.post(
    "/missions/{code}/effect",
    response={202: EffectOut, 503: Problem, **WRITTEN},
    operation_id="mission_ask_effect",
)
def mission_ask_effect(request: HttpRequest, code: Code) -> Status[EffectOut]:
    """Demande l’effet des notes arrêtées : un calcul de fond."""
    mission = mission_of(code)
    with refusals():
        effect_actions.ask_effect(**acting_in(request), mission=mission)
    return Status(202, EffectOut(**effect_document(last_effect(mission))))


@router.post(
    "/missions/{code}/effect/cancel",
    response={200: EffectOut, **WRITTEN},
    operation_id="mission_cancel_effect",
)
def mission_cancel_effect(request: HttpRequest, code: Code) -> EffectOut:
    """Annule le calcul de l’effet."""
    mission = mission_of(code)
    with refusals():
        effect_actions.cancel_effect(**acting_in(request), mission=mission)
    return EffectOut(**effect_document(last_effect(mission)))
