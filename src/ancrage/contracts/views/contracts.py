"""The list of contracts, the page of one, the beginning of an act."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.contracts.access import DRAFT, ENTER, contract_where
from ancrage.contracts.actions.drafting import draft_act, next_kinds
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.contract_table import INVENTED, Line, contract_table
from ancrage.contracts.definitions import preconditions_at, state_of
from ancrage.contracts.doors import to_do
from ancrage.contracts.forms import ChooseTerritoryForm
from ancrage.contracts.models import ENDED, KINDS, SIGNED, Contract
from ancrage.contracts.opening import LIVE
from ancrage.contracts.queries.contents import draft_of, would_be
from ancrage.contracts.queries.contracts import contract_of, read_by, visible_to, with_acts
from ancrage.contracts.queries.lands import Land, find_land
from ancrage.contracts.views.common import (
    CONFLICT,
    acts_seen,
    contract_or_404,
    contract_step,
    said,
    trail,
)
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import scope_labels
from ancrage.people.queries.scopes import named_scopes, territories_in
from ancrage.roadmaps.queries.roadmap import reads_whole as reads_sheets
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

LABELS = dict(KINDS)


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every contract that the reader may see."""
    actor = request.actor
    whole = set(Contract.objects.filter(read_by(actor)).values_list("pk", flat=True))
    lines = [
        Line(
            contract,
            [act for act in contract.acts.all() if act.state == SIGNED or contract.pk in whole],
        )
        for contract in with_acts(visible_to(actor))
    ]
    table = contract_table(request, lines, as_of=french_date(timezone.localdate()))
    if file := table.response():
        return file
    context = {
        "table": table,
        "invented": INVENTED if any(line.contract.is_demonstration for line in lines) else "",
        "may_draft": rights().may_enter(actor, DRAFT) and actor.is_person,
        "may_enter": rights().may_enter(actor, ENTER) and actor.is_person,
        "breadcrumb": [(_("Contrats"), "")],
    }
    return render(request, "contracts/contracts.html", context)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The contract of a territory: what lacks first, its acts one after the other."""
    contract = contract_or_404(request, code)
    where = contract_where(contract)
    acts = acts_seen(request, contract)
    going = next((act for act in acts if act.state not in ENDED), None)
    draft = None
    if going and going.state in LIVE and reads_sheets(request.actor, where):
        draft = draft_of(contract.acts.select_related("contract").get(pk=going.pk), day=_today())
    signed = [act for act in acts if act.state == SIGNED and act.kind != "protocol"]
    land = find_land(contract.scope)
    may_draft = may(request.actor, DRAFT, where)
    context = {
        "contract": contract,
        "acts": [(act, state_of(act.state)) for act in acts],
        "going": going,
        "going_state": state_of(going.state) if going else None,
        "lacks": to_do(request, draft) if draft else [],
        "is_ready": draft is not None and not draft.missing,
        "last": signed[-1] if signed else None,
        "kinds": [(kind, LABELS[kind]) for kind in next_kinds(contract)] if may_draft else [],
        "may_enter": may(request.actor, ENTER, where),
        "territory_url": _page(request, "territory", land),
        "roadmap_url": _page(request, "roadmap", land),
        "invented": INVENTED if contract.is_demonstration else "",
        "breadcrumb": trail(request, contract.territory_name),
    }
    return render(request, "contracts/contract.html", context)


def _page(request: ActorRequest, name: str, land: Land | None) -> str:
    return link(request, name, land.version.code, land.code) if land else ""


def _today() -> dt.date:
    return timezone.localdate()


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ActorRequest) -> HttpResponse:
    """What an act of a territory would lack, and its beginning."""
    if request.method == "POST":
        return _begin(request)
    scope = request.GET.get("territoire", "")
    if not scope:
        return _choose(request)
    return _draft_page(request, _land_or_404(request, scope))


def _land_or_404(request: ActorRequest, scope: str) -> Land:
    """The territory asked for, if who asks may prepare its contract."""
    land = find_land(scope) if ":" in scope and "\x00" not in scope else None
    if land is None or not may(request.actor, DRAFT, where_of_land(land)):
        raise Http404(_("Ce territoire n’est pas de ceux dont vous préparez le contrat."))
    return land


def where_of_land(land: Land) -> Where:
    """What a contract of a territory would touch."""
    return Where(territories=frozenset({land.scope}), regions=frozenset(land.regions))


def _begin(request: ActorRequest) -> HttpResponse:
    land = _land_or_404(request, said(request, "territoire"))
    try:
        made = draft_act(
            by=request.actor, now=timezone.now(), scope=land.scope, kind=said(request, "kind")
        )
    except ActRefusedError as refusal:
        return _draft_page(request, land, problem=str(refusal))
    return redirect(link(request, "act_write", made.contract.code, made.rank))


def _draft_page(request: ActorRequest, land: Land, *, problem: str = "") -> HttpResponse:
    contract = contract_of(land.scope)
    acts = []
    for kind in next_kinds(contract):
        made = would_be(land, contract, kind, day=_today())
        acts.append((kind, LABELS[kind], to_do(request, made), len(made.sheets), made.waiting))
    steps = [contract_step(request, contract)] if contract else []
    context = {
        "land": land,
        "acts": acts,
        "contract": contract,
        "problem": problem,
        "rule": preconditions_at(_today()),
        "roadmap_url": _page(request, "roadmap", land),
        "breadcrumb": trail(request, *steps, _("Préparer un acte")),
    }
    status = CONFLICT if problem else 200
    return render(request, "contracts/draft.html", context, status=status)


def _choose(request: ActorRequest) -> HttpResponse:
    """Which territory, for who has several."""
    his = territories_of(request.actor, DRAFT)
    if not his:
        raise Http404(_("Aucun territoire n’est à vous."))
    if len(his) == 1:
        return redirect(link(request, "contract_draft", territoire=his[0][0]))
    context = {
        "form": ChooseTerritoryForm(None, territories=his),
        "title": _("Préparer un acte"),
        "is_choice": True,
        "submit": _("Continuer"),
        "back": link(request, "contracts"),
        "breadcrumb": trail(request, _("Préparer un acte")),
    }
    return render(request, "people/form.html", context)


def territories_of(actor: Actor, action: str) -> list[tuple[str, str]]:
    """The territories on which somebody has a right, by name: scope codes, names."""
    right = rights().rights[action]
    held = [h.scope for h in actor.holdings if h.role in right.who]
    codes = {scope.code for scope in held if scope.kind == ScopeKind.TERRITORY}
    regions = {scope.code for scope in held if scope.kind == ScopeKind.REGION}
    if any(scope.kind == ScopeKind.NATION for scope in held):
        codes |= {named.code for named in named_scopes(ScopeKind.TERRITORY)}
    codes |= territories_in(regions) if regions else set()
    names = scope_labels(Scope(ScopeKind.TERRITORY, code) for code in codes)
    return sorted(((scope.code, name) for scope, name in names.items()), key=lambda one: one[1])
