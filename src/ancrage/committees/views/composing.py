"""Who sits: the rule, what each region changed of it, and how a region changes it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.committees.actions.composing import set_composition
from ancrage.committees.definitions import bodies_at, origin_at
from ancrage.committees.forms import ComposeForm
from ancrage.committees.models import Composition
from ancrage.committees.queries.composition import composition_at, set_body
from ancrage.committees.rules.composition import Body, Seat
from ancrage.committees.rules.sitting import needed
from ancrage.committees.views.common import BAD, taken, trail
from ancrage.journal.policy import may
from ancrage.kernel.rights import ScopeKind, Where
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.scopes import named_scopes
from ancrage.people.roles import role_label
from ancrage.ui.links import link

RIGHT = "committees.compose"


@require_GET
def bodies(request: ActorRequest) -> HttpResponse:
    """Each committee with its seats, and what regions set otherwise."""
    day = request.as_at.date
    names = {one.code: one.name for one in named_scopes(ScopeKind.REGION)}
    held = Composition.objects.filter(valid_from__lte=day)
    context = {
        "bodies": [(body, _seats(body), needed(body)) for body in bodies_at(day).values()],
        "changed": [
            (one, names.get(one.region, one.region), bodies_at(day)[one.body]) for one in held
        ],
        "regions": [
            (code, name)
            for code, name in names.items()
            if request.actor.is_person and may(request.actor, RIGHT, Where(frozenset({code})))
        ],
        "day": day,
        "origin": origin_at(day),
        "breadcrumb": trail(request, _("Composition")),
    }
    return render(request, "committees/bodies.html", context)


def _seats(body: Body) -> list[tuple[Seat, str]]:
    return [(seat, role_label(seat.role) if seat.role else "") for seat in body.seats]


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: ActorRequest, body: str, region: str) -> HttpResponse:
    """Set who sits in a committee of a region."""
    today = timezone.localdate()
    rule = bodies_at(today).get(body)
    if rule is None or rule.scope == "nation":
        raise Http404(_("Ce comité ne se règle pas par région."))
    if not may(request.actor, RIGHT, Where(frozenset({region}))):
        raise Http404(_("Vous ne réglez pas les comités de cette région."))
    held = composition_at(body, region, today)
    initial = {"left_out": held.left_out if held else []}
    form = ComposeForm(request.POST or None, seats=rule.seats, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = taken(
            form,
            lambda: set_composition(
                by=request.actor,
                now=timezone.now(),
                body=body,
                region=region,
                valid_from=told["valid_from"],
                left_out=told["left_out"],
                added=[*_kept(held), *_added(told["added_label"], votes=told["added_votes"])],
                reason=told["reason"],
            ),
        )
        if made is not None:
            return redirect(link(request, "committee_bodies"))
    names = {one.code: one.name for one in named_scopes(ScopeKind.REGION)}
    context = {
        "form": form,
        "title": _("Régler qui siège : %s") % rule.label,
        "lead": names.get(region, region),
        "seats": _seats(set_body(body, [region], today)),
        "button": _("Régler"),
        "breadcrumb": trail(
            request, (_("Composition"), link(request, "committee_bodies")), _("Régler")
        ),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/form.html", context, status=status)


def _kept(held: Composition | None) -> list[Seat]:
    return [Seat(**told) for told in held.added] if held else []


def _added(label: str, *, votes: bool) -> list[Seat]:
    return [Seat(slugify(label)[:40], label, votes=votes)] if label.strip() else []
