"""Dossiers, projects, commitments: their lists, their pages, what is typed of them."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.funding.access import POST, Access, financer_where
from ancrage.funding.actions.dossiers import (
    join_project,
    leave_project,
    open_commitment,
    open_dossier,
)
from ancrage.funding.actions.entries import post_entries
from ancrage.funding.actions.posting import LedgerRefusedError, Posting
from ancrage.funding.definitions import chart
from ancrage.funding.forms import CommitmentForm, DossierForm, PostForm, ProjectForm, ReasonForm
from ancrage.funding.models import Commitment, Dossier, Envelope, Project
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.opening_words import new_dossier
from ancrage.funding.panels import dossier_panels
from ancrage.funding.queries.dossiers import (
    balances_at,
    commitments_of,
    dossiers_of,
    entries_of,
    find_commitment,
    lines_of,
    whole_of,
)
from ancrage.funding.queries.names import read_names
from ancrage.funding.rules.cuts import TOTALS
from ancrage.funding.tables.dossiers import dossier_table
from ancrage.funding.views.common import dossier_or_404, form_page, step, trail
from ancrage.funding.words.money import INVENTED, place_words, signed, source_of
from ancrage.journal.policy import may, rights
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor
from ancrage.people.middleware import ActorRequest
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

OPEN = "funding.open_dossier"


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every dossier: amounts and places for all, names for those who may read them."""
    is_invented = Dossier.objects.filter(is_demonstration=True).order_by().exists()
    table = dossier_table(request, is_invented=is_invented)
    context = {
        "table": table,
        "invented": INVENTED if is_invented else "",
        "may_open": rights().may_enter(request.actor, OPEN) and request.actor.is_person,
        "breadcrumb": trail(request, _("Dossiers d’aide")),
    }
    return table.response() or render(request, "funding/dossiers.html", context)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """A dossier: its balances, its entries in time, its commitments, its project."""
    dossier = dossier_or_404(code)
    access = Access(request.actor, dossier)
    as_at = request.as_at
    entries = entries_of(dossier, until=as_at.date if as_at.explicit else None)
    stages = chart().stages
    context = {
        "dossier": dossier,
        "access": access,
        "place": place_words(dossier, {dossier.territory: dossier.territory_name}),
        "figures": _figures(request, dossier),
        "entries": [(entry, stages[entry.stage], signed(entry.cents)) for entry in entries],
        "lines": [(line, _line_words(line)) for line in lines_of(dossier)],
        "whole": whole_of(dossier.project) if dossier.project else None,
        "panels": dossier_panels(request, access),
        "invented": INVENTED if dossier.is_demonstration else "",
        "breadcrumb": trail(request, step(request, _("Dossiers d’aide"), "dossiers"), dossier.code),
    }
    return render(request, "funding/dossier.html", context)


def _figures(request: ActorRequest, dossier: Dossier) -> list[Figure]:
    """The net totals of a dossier at the day of the page, those that are not nothing."""
    held = balances_at(dossier, request.as_at.date)
    quality = Quality.EXACT if dossier.is_verified else Quality.DECLARED
    return [
        Figure(
            held[total] / 100,
            chart().label(total).capitalize(),
            unit="€",
            as_of=french_date(request.as_at.date),
            source=source_of(is_invented=dossier.is_demonstration),
            quality=Quality.SIMULATED if dossier.is_demonstration else quality,
            decimals=2,
        )
        for total in TOTALS
        if held.get(total) or total in {"granted", "paid"} & held.keys()
    ]


def _line_words(line: Any) -> list[tuple[str, str]]:  # noqa: ANN401 a line of a commitment
    """The accounts of a line with their balances."""
    accounts = chart().accounts
    return [
        (accounts[code].label, signed(getattr(line, code)))
        for code in ("granted", "ordered", "paid", "recovered")
    ]


@require_GET
def project(request: ActorRequest, code: str) -> HttpResponse:
    """A project: its cost, counted once, and all who pay for it."""
    found = Project.objects.filter(code=code).first()
    if found is None:
        raise Http404(_("Ce projet n’existe pas."))
    whole = whole_of(found)
    context = {
        "project": found,
        "whole": whole,
        "may_name": all(Access(request.actor, s.dossier).is_full for s in whole.shares),
        "figures": _project_figures(request, found, whole),
        "shares": [(s, signed(s.granted), signed(s.paid)) for s in whole.shares],
        "invented": INVENTED if found.is_demonstration else "",
        "breadcrumb": trail(request, step(request, _("Dossiers d’aide"), "dossiers"), code),
    }
    return render(request, "funding/project.html", context)


def _project_figures(request: ActorRequest, found: Project, whole: Any) -> list[Figure]:  # noqa: ANN401
    on = french_date(request.as_at.date)
    source = source_of(is_invented=found.is_demonstration)
    quality = Quality.SIMULATED if found.is_demonstration else Quality.DECLARED
    told = [
        (_("Coût du projet, compté une fois"), found.total_cents),
        (_("Accordé par tous ses financeurs"), whole.granted),
        (_("Payé"), whole.paid),
        (_("Sans aide publique connue"), whole.left),
    ]
    return [
        Figure(
            None if cents is None else cents / 100,
            label,
            unit="€",
            as_of=on,
            source=source,
            quality=quality,
            decimals=2,
        )
        for label, cents in told
    ]


@require_GET
def commitment(request: ActorRequest, pk: int) -> HttpResponse:
    """A commitment: its envelope, the dossiers that it pays, the balance of each."""
    found = find_commitment(pk)
    if found is None:
        raise Http404(_("Cet engagement n’existe pas."))
    lines = dossiers_of(found)
    accesses = [Access(request.actor, line.dossier) for line in lines]
    is_invented = any(line.dossier.is_demonstration for line in lines)
    is_full = may(request.actor, POST, financer_where(found.financer)) or (
        bool(accesses) and all(access.is_full for access in accesses)
    )
    context = {
        "commitment": found,
        "is_full": is_full,
        "financer": read_names().financers.get(found.financer, found.financer),
        "lines": [(line, _line_words(line)) for line in lines],
        "invented": INVENTED if is_invented else "",
        "breadcrumb": trail(
            request, step(request, _("Dossiers d’aide"), "dossiers"), _("Engagement")
        ),
    }
    return render(request, "funding/commitment.html", context)


# What is typed


def _posted_or_404(request: ActorRequest, code: str) -> Dossier:
    """The dossier of the address, if who asks writes for its financer."""
    dossier = dossier_or_404(code)
    if not Access(request.actor, dossier).may_post:
        raise Http404(_("Vous n’écrivez pas pour ce financeur."))
    return dossier


def _page(request: ActorRequest, dossier: Dossier, form: Any, act: Any, title: str) -> HttpResponse:  # noqa: ANN401
    above = step(request, dossier.code, "dossier", dossier.code)
    return form_page(
        request,
        form,
        act,
        title=title,
        submit=_("Enregistrer"),
        back=above[1],
        facts=[(_("Dossier"), dossier.code), (_("Financeur"), dossier.financer_name)],
        breadcrumb=trail(request, step(request, _("Dossiers d’aide"), "dossiers"), above, title),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: ActorRequest, code: str) -> HttpResponse:
    """Post an amount of a dossier."""
    dossier = _posted_or_404(request, code)
    known = {str(one.pk): one for one in commitments_of(dossier.financer, dossier)}

    def act(told: dict[str, Any]) -> str:
        posting = Posting(
            stage=told["stage"],
            cents=told["cents"] or 0,
            event_on=told["event_on"],
            dossier=dossier,
            commitment=known.get(told["commitment"]),
            document=told["document"],
            is_verified=told["is_verified"],
            reason=told["reason"],
        )
        post_entries(
            by=request.actor,
            now=timezone.now(),
            financer=dossier.financer,
            postings=[posting],
            key=told["key"],
        )
        return link(request, "dossier", dossier.code)

    form = PostForm(
        request.POST or None,
        chart=chart(),
        commitments=known.values(),
        key=secrets.token_hex(16),
        initial=_proposed(request),
    )
    return _page(request, dossier, form, act, _("Passer une écriture"))


def _proposed(request: ActorRequest) -> dict[str, Any]:
    """What the page that leads here proposes to post: a stage, an amount, a day; else today."""
    named = {"stage": "stade", "cents": "montant", "event_on": "jour"}
    asked = {name: request.GET.get(key, "")[:30] for name, key in named.items()}
    return {"event_on": timezone.localdate(), **{k: told for k, told in asked.items() if told}}


@require_http_methods(["GET", "HEAD", "POST"])
def commit(request: ActorRequest, code: str) -> HttpResponse:
    """Open a commitment of the financer of a dossier."""
    dossier = _posted_or_404(request, code)
    held = Envelope.objects.filter(nature=OPENED, operator__in=["", dossier.financer])

    def act(told: dict[str, Any]) -> str:
        made = Commitment(
            financer=dossier.financer,
            number=told["number"],
            committed_on=told["committed_on"],
            envelope=held.filter(code=told["envelope"]).first(),
        )
        open_commitment(by=request.actor, now=timezone.now(), commitment=made)
        return link(request, "dossier_post", dossier.code)

    form = CommitmentForm(
        request.POST or None, envelopes=held.order_by("name"), today=timezone.localdate()
    )
    return _page(request, dossier, form, act, _("Ouvrir un engagement"))


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: ActorRequest, code: str) -> HttpResponse:
    """Tie a dossier to the project that it co-funds."""
    dossier = _posted_or_404(request, code)

    def act(told: dict[str, Any]) -> str:
        wanted = told["code"]
        found = Project.objects.filter(code=wanted).first() if wanted else None
        if wanted and found is None:
            raise LedgerRefusedError(_("Aucun projet ne porte cet identifiant."))
        chosen = found or Project(
            name=told["name"], sheet=dossier.sheet, total_cents=told["total_cents"]
        )
        now = timezone.now()
        made = join_project(
            by=request.actor, now=now, today=timezone.localdate(), dossier=dossier, project=chosen
        )
        return link(request, "project", made.code)

    return _page(
        request, dossier, ProjectForm(request.POST or None), act, _("Rattacher à un projet")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ActorRequest, code: str) -> HttpResponse:
    """Untie a dossier from its project."""
    dossier = _posted_or_404(request, code)

    def act(told: dict[str, Any]) -> str:
        leave_project(by=request.actor, now=timezone.now(), dossier=dossier, reason=told["reason"])
        return link(request, "dossier", dossier.code)

    return _page(request, dossier, ReasonForm(request.POST or None), act, _("Détacher du projet"))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: ActorRequest) -> HttpResponse:
    """Open a dossier by hand."""
    financers = _financers(request.actor)
    if not financers:
        raise Http404(_("Vous n’écrivez pour aucun financeur."))
    names = dict(financers)

    def act(told: dict[str, Any]) -> str:
        name = names[told["financer"]]
        made = new_dossier(told, financer_name=name, today=timezone.localdate())
        open_dossier(by=request.actor, now=timezone.now(), today=timezone.localdate(), dossier=made)
        return link(request, "dossier", made.code)

    form = DossierForm(
        request.POST or None, financers=financers, measures=list(read_names().measures.items())
    )
    return form_page(
        request,
        form,
        act,
        title=_("Ouvrir un dossier d’aide"),
        submit=_("Ouvrir"),
        back=link(request, "dossiers"),
        breadcrumb=trail(request, step(request, _("Dossiers d’aide"), "dossiers"), _("Ouvrir")),
    )


def _financers(actor: Actor) -> Sequence[tuple[str, str]]:
    """The financers that somebody writes for."""
    held = read_names().financers.items()
    return [(code, name) for code, name in held if may(actor, OPEN, financer_where(code))]
