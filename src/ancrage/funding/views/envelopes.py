"""The tree of envelopes, one envelope, and what may be done with it."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.funding.access import REGION
from ancrage.funding.actions.envelopes import (
    SETTABLE,
    Told,
    envelope_where,
    move_envelope,
    open_envelope,
    reverse_move,
    revise_envelope,
)
from ancrage.funding.forms import (
    GIVE,
    RECEIVE,
    TAKE,
    EnvelopeForm,
    MoveForm,
    NewEnvelopeForm,
    ReasonForm,
)
from ancrage.funding.models import Envelope, EnvelopeMove
from ancrage.funding.panels import envelope_steps
from ancrage.funding.queries.envelopes import by_nature, moves_of, nodes, path_up, versions_of
from ancrage.funding.queries.names import read_names
from ancrage.funding.tables.envelopes import envelope_table, figures_of
from ancrage.funding.views.common import envelope_or_404, form_page, step, trail
from ancrage.funding.words.money import CERTAINTIES, INVENTED, signed
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import named_scopes, scope_label
from ancrage.roadmaps.definitions import words
from ancrage.ui.links import link

OPEN, MOVE = "funding.open_envelope", "funding.move_envelope"
REVERSE, REVISE = "funding.reverse_move", "funding.revise_envelope"


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every envelope, in three trees that are never added: announced, oriented, opened."""
    found = nodes(until=_until(request))
    trees = [
        (label, envelope_table(request, held, nature=label, prefix=code), figures_of(request, held))
        for code, label, held in by_nature(found)
    ]
    for _label, table, _figures in trees:
        if file := table.response():
            return file
    actor = request.actor
    context = {
        "trees": trees,
        "invented": INVENTED if any(n.envelope.is_demonstration for n in found) else "",
        "may_open": rights().may_enter(actor, OPEN) and actor.is_person,
        "breadcrumb": trail(request, _("Enveloppes")),
    }
    return render(request, "funding/envelopes.html", context)


def _until(request: ActorRequest) -> dt.date | None:
    return request.as_at.date if request.as_at.explicit else None


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """An envelope: what it holds, its parts, its moves, its versions, the way up to the top."""
    envelope = envelope_or_404(code)
    found = nodes(until=_until(request))
    (node,) = (one for one in found if one.envelope.pk == envelope.pk)
    parts = [one for one in found if one.envelope.parent_id == envelope.pk]
    table = envelope_table(request, parts, nature=str(envelope.get_nature_display()))
    if file := table.response():
        return file
    actor, where = request.actor, envelope_where(envelope)
    context = {
        "envelope": envelope,
        "node": node,
        "figures": figures_of(request, [node]),
        "facts": _facts(envelope),
        "certainty": CERTAINTIES.get(envelope.certainty, CERTAINTIES["unknown"]),
        "path": path_up(envelope)[:-1],
        "parts": parts,
        "table": table,
        "moves": [(m, signed(m.cents)) for m in moves_of(envelope, until=_until(request))],
        "versions": list(versions_of(envelope)),
        "may_open": may(actor, OPEN, where),
        "may_move": may(actor, MOVE, where),
        "may_reverse": may(actor, REVERSE, where),
        "may_revise": may(actor, REVISE, where),
        "steps": envelope_steps(request, envelope),
        "invented": INVENTED if envelope.is_demonstration else "",
        "breadcrumb": trail(request, _up(request), envelope.name),
    }
    return render(request, "funding/envelope.html", context)


def _up(request: ActorRequest) -> tuple[str, str]:
    return step(request, _("Enveloppes"), "envelopes")


def _facts(envelope: Envelope) -> list[tuple[str, str]]:
    """What an envelope is for, in words."""
    names = read_names()
    told = [
        (_("Opérateur"), names.financers.get(envelope.operator, envelope.operator)),
        (_("Financeur"), names.financers.get(envelope.financer, envelope.financer)),
        (_("Mesure"), names.measures.get(envelope.measure, envelope.measure)),
        (_("Besoin"), words("needs").get(envelope.need, envelope.need)),
        (_("Année"), str(envelope.year or "")),
        (_("Région"), names.regions.get(envelope.region, envelope.region)),
        (_("Territoire"), _territory(envelope.territory)),
    ]
    return [(label, value) for label, value in told if value]


def _territory(code: str) -> str:
    return scope_label(Scope(ScopeKind.TERRITORY, code)) if code else ""


def _asked(request: ActorRequest, code: str, action: str) -> Envelope:
    """The envelope of the address, if who asks may do that to it."""
    envelope = envelope_or_404(code)
    if not may(request.actor, action, envelope_where(envelope)):
        raise Http404(_("Vous ne pouvez pas changer cette enveloppe."))
    return envelope


def _choices() -> dict[str, list[tuple[str, str]]]:
    names = read_names()
    operators = [pair for pair in names.financers.items() if not pair[0].startswith(REGION)]
    return {
        "operator": operators,
        "measure": list(names.measures.items()),
        "need": list(words("needs").items()),
        "region": list(names.regions.items()),
        "territory": [(one.scope.code, one.label) for one in named_scopes(ScopeKind.TERRITORY)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: ActorRequest) -> HttpResponse:
    """Open an envelope at the top, or a part of the one that `dans` names."""
    code = request.GET.get("dans", "").replace("\x00", "")
    parent = _asked(request, code, OPEN) if code else None
    form = NewEnvelopeForm(
        request.POST or None,
        choices=_choices(),
        initial={"event_on": timezone.localdate(), "certainty": "official"},
    )
    if parent is not None:
        del form.fields["nature"]

    def act(told: dict[str, Any]) -> str:
        held = {name: told[name] for name in SETTABLE if name in told}
        nature = parent.nature if parent else told["nature"]
        made = Envelope(code=told["code"], nature=nature, parent=parent, **held)
        why = Told(told["event_on"], told["reason"], told["source"])
        now = timezone.now()
        open_envelope(by=request.actor, now=now, envelope=made, cents=told["cents"] or 0, told=why)
        return link(request, "envelope", made.code)

    return form_page(
        request,
        form,
        act,
        title=_("Ouvrir une part") if parent else _("Ouvrir une enveloppe"),
        submit=_("Ouvrir"),
        back=link(request, "envelope", parent.code) if parent else link(request, "envelopes"),
        facts=_about(parent) if parent else [],
        breadcrumb=trail(request, _up(request), _("Ouvrir")),
    )


def _about(envelope: Envelope) -> list[tuple[str, str]]:
    """What a form about an envelope reminds of it."""
    return [
        (_("Enveloppe"), envelope.name),
        (_("Nature"), str(envelope.get_nature_display())),
        (_("Disponible"), signed(envelope.available)),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ActorRequest, code: str) -> HttpResponse:
    """Delegate, transfer, take back, receive or give back credits."""
    envelope = _asked(request, code, MOVE)
    others = Envelope.objects.filter(nature=envelope.nature).exclude(pk=envelope.pk)

    def act(told: dict[str, Any]) -> str:
        other = others.filter(code=told["other"]).first() if told["other"] else None
        ends = {
            GIVE: (envelope, other),
            TAKE: (other, envelope),
            RECEIVE: (None, envelope),
        }.get(told["way"], (envelope, None))
        why = Told(told["event_on"], told["reason"], told["source"])
        move_envelope(
            by=request.actor,
            now=timezone.now(),
            origin=ends[0],
            target=ends[1],
            cents=told["cents"],
            told=why,
        )
        return link(request, "envelope", envelope.code)

    return _page(
        request,
        envelope,
        MoveForm(request.POST or None, others=others.order_by("name"), today=timezone.localdate()),
        act,
        _("Déplacer des crédits"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: ActorRequest, code: str) -> HttpResponse:
    """A new version of what an envelope is for and of what is known of it."""
    envelope = _asked(request, code, REVISE)
    initial = {name: getattr(envelope, name) for name in SETTABLE}

    def act(told: dict[str, Any]) -> str:
        revise_envelope(
            by=request.actor,
            now=timezone.now(),
            envelope=envelope,
            revision=envelope.revision,
            changes=told,
            reason=told["reason"],
        )
        return link(request, "envelope", envelope.code)

    form = EnvelopeForm(request.POST or None, choices=_choices(), initial=initial)
    return _page(request, envelope, form, act, _("Décrire autrement une enveloppe"))


@require_http_methods(["GET", "HEAD", "POST"])
def undo_move(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    """Undo a move of credits by its opposite, with the reason."""
    envelope = _asked(request, code, REVERSE)
    found = EnvelopeMove.objects.select_related("origin", "target").filter(pk=pk).first()
    if found is None or envelope.pk not in {found.origin_id, found.target_id}:
        raise Http404(_("Ce mouvement n’existe pas."))

    def act(told: dict[str, Any]) -> str:
        reverse_move(by=request.actor, now=timezone.now(), move=found, reason=told["reason"])
        return link(request, "envelope", envelope.code)

    form = ReasonForm(request.POST or None)
    amount = [(_("Mouvement"), f"{found.get_kind_display()}, {signed(found.cents)}")]
    return _page(request, envelope, form, act, _("Annuler un mouvement"), amount)


def _page(
    request: ActorRequest,
    envelope: Envelope,
    form: Any,  # noqa: ANN401 one of the forms
    act: Any,  # noqa: ANN401 what it does
    title: str,
    more: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    above = step(request, envelope.name, "envelope", envelope.code)
    return form_page(
        request,
        form,
        act,
        title=title,
        submit=_("Enregistrer"),
        back=above[1],
        facts=[*_about(envelope), *(more or [])],
        breadcrumb=trail(request, _up(request), above, title),
    )
