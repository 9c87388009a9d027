"""The page of one sheet, for whoever may see it: as it is written, as validated, in outline."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.files.limits import limits_at
from ancrage.files.responses import file_response
from ancrage.files.rules.words import accepted_in_words, accepted_suffixes
from ancrage.journal.policy import rights
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.access import PARTIES, is_public
from ancrage.roadmaps.definitions import form, state_of, words
from ancrage.roadmaps.models import ActionSheet, Attachment
from ancrage.roadmaps.offers import offered
from ancrage.roadmaps.panels import sheet_panels
from ancrage.roadmaps.queries.pages import (
    Opened,
    by_field,
    proposed_content,
    readable_links,
)
from ancrage.roadmaps.queries.registers import MEASURES, names_in
from ancrage.roadmaps.queries.sheets import plan_cautions, plan_limits
from ancrage.roadmaps.rules.content import Content, changes
from ancrage.roadmaps.sheet_map import sheet_map
from ancrage.roadmaps.shown import (
    Pages,
    amount,
    differences,
    labels_with,
    plan_of_version,
    sections_of,
    shown_plan,
)
from ancrage.roadmaps.views.common import CONFLICT, full_or_404, seen_or_404, trail
from ancrage.roadmaps.waiting import FOLLOWED, waits_of
from ancrage.ui.links import link

BADGES = {"green": "success", "amber": "warning", "red": "error"}
CLOSED = frozenset({"closed", "refused"})
"""The states in which a sheet is no longer written."""


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The page of a sheet."""
    return sheet_page(request, seen_or_404(request, code))


def sheet_page(
    request: ActorRequest, held: Opened, *, problem: str = "", about: str = ""
) -> HttpResponse:
    """The page, with what was refused when something was: `about` says which of its forms."""
    sheet, access = held.sheet, held.access
    context: dict[str, Any] = {
        "sheet": sheet,
        "access": access,
        "state": state_of(sheet.state),
        "roadmap_url": roadmap_url(request, held),
        "problem": problem,
        "about": about,
        "typed": request.POST if problem else {},
    }
    if access.is_full:
        context |= _working(request, held)
        context["panels"] = sheet_panels(request, sheet, sheet)
        template = "roadmaps/sheet.html"
    elif is_public(sheet):
        context |= _published(request, held)
        context["panels"] = sheet_panels(request, sheet, held.versions[0])
        template = "roadmaps/sheet_published.html"
    else:
        context |= _outline(sheet)
        template = "roadmaps/sheet_outline.html"
    may_start = rights().may_enter(request.actor, "roadmaps.start") and not access.is_outline
    context["may_copy"] = may_start and request.actor.is_person
    context["breadcrumb"] = trail(request, sheet.code)
    return render(request, template, context, status=CONFLICT if problem else 200)


def pages_for(request: ActorRequest, content: Content, named: Any) -> Pages:  # noqa: ANN401 names
    """Where the codes of a content lead for this reader. One query at most."""
    return Pages(request, readable_links(request.actor, content), frozenset(named[MEASURES]))


def _working(request: ActorRequest, held: Opened) -> dict[str, Any]:
    """What those who read a sheet as it is being written see."""
    sheet, access, today = held.sheet, held.access, held.day
    proposed = proposed_content(sheet) if sheet.proposed else None
    contents = [sheet.content, *(version.content for version in held.versions[:1])]
    named = names_in([*contents, *([proposed] if proposed else [])], day=today)
    labels = labels_with(named)
    pages = pages_for(request, sheet.content, named)
    may_write = access.is_writer and sheet.state not in CLOSED
    steps = offered(access, held.facts)
    return {
        "sections": sections_of(sheet.content, labels=labels, pages=pages, cells=sheet.cells),
        "place_map": sheet_map(request, sheet, sheet.content, named, as_of=_last_written(sheet)),
        "plan": shown_plan(held.plan, plan_cautions(sheet, held.plan, day=today)),
        "limits": plan_limits(sheet, held.plan, day=today),
        "missing": missing_fields(held.facts.missing),
        "steps": [offer for offer in steps if not offer.obstacle],
        "hindered": [offer for offer in steps if offer.obstacle],
        "waits": waits_of(request, held, steps),
        "unvalidated": differences(held.unvalidated, labels, within=sheet.content),
        "proposed": differences(
            changes(held.versions[0].content, proposed), labels, within=proposed
        )
        if proposed and held.versions
        else None,
        "written_since": sheet.proposed is not None and sheet.proposed < sheet.revision,
        "versions": held.versions,
        "light": words("lights").get(sheet.light, ""),
        "light_badge": BADGES.get(sheet.light, ""),
        "may_write": may_write,
        "may_report": access.is_writer and sheet.state in FOLLOWED,
        **_remarks(request, held),
        **_money(held, may_write=may_write),
        **_around(held),
        "was_shared": "confiee" in request.GET,
    }


def roadmap_url(request: ActorRequest, held: Opened) -> str:
    """The roadmap of the sheet's territory; "" when no list has it."""
    code = held.sheet.scope.partition(":")[2]
    return link(request, "roadmap", held.listed_in, code) if held.listed_in else ""


def _last_written(sheet: ActionSheet) -> dt.date:
    return timezone.localdate(sheet.changed_at)


def missing_fields(labels: tuple[str, ...]) -> list[tuple[str, str]]:
    """What the committee lacks: (code, label), to lead to the field of the form."""
    codes = {field.label: field.code for field in form()}
    return [(codes.get(label, ""), label) for label in labels]


def _remarks(request: ActorRequest, held: Opened) -> dict[str, Any]:
    labels = {field.code: field.label for field in form()}
    party, reference = held.access.party, request.actor.reference
    told = [
        {
            "comment": one,
            "field": labels.get(one.field, ""),
            "party": PARTIES.get(one.party, ""),
            "author": held.names.get(one.author, ""),
            "resolver": held.names.get(one.resolved_by, ""),
            "may_resolve": bool(party) and (party != one.party or one.author == reference),
        }
        for one in held.comments
    ]
    return {
        "remarks": told,
        "waiting": by_field(held.comments),
        "open_count": sum(1 for one in held.comments if one.resolved_at is None),
        "may_comment": bool(party) and request.actor.may_write,
        "remark_fields": list(labels.items()),
        "remark_field": request.POST.get("field") or request.GET.get("champ", ""),
    }


def _money(held: Opened, *, may_write: bool) -> dict[str, Any]:
    undone = {one.reverses_id for one in held.entries if one.reverses_id}
    stages, kinds_ = words("stages"), words("financer_kinds")
    return {
        "entries": [
            {
                "entry": one,
                "stage": stages.get(one.stage, one.stage),
                "amount": amount(one.cents) if one.cents >= 0 else f"−{amount(-one.cents)}",
                "may_reverse": may_write and not one.reverses_id and one.pk not in undone,
                "is_undone": one.pk in undone,
            }
            for one in held.entries
        ],
        "stages": stages.items(),
        "told_last": max((one.told_on for one in held.entries), default=None),
        "financer_kinds": kinds_.items(),
        "financers": sorted({one.financer for one in held.entries}),
        "today": held.day.isoformat(),
        "may_declare": may_write,
    }


def _around(held: Opened) -> dict[str, Any]:
    """Files, those it is given to, what its writers alone may do."""
    access, today = held.access, held.day
    return {
        "attachments": held.attachments,
        "may_attach": access.may("roadmaps.attach"),
        "accepted": accepted_in_words(limits_at(today)),
        "suffixes": accepted_suffixes(),
        "shares": [(held.names.get(one.person, ""), one) for one in held.shares],
        "may_share": access.may("roadmaps.share"),
        "may_reserve": access.may("roadmaps.reserve"),
        "may_delete": access.may("roadmaps.delete") and not held.sheet.version,
    }


def _published(request: ActorRequest, held: Opened) -> dict[str, Any]:
    """What everybody reads: the last version that the committee validated."""
    version = held.versions[0]
    named = names_in([version.content], day=held.day)
    pages = pages_for(request, version.content, named)
    plan = plan_of_version(version.plan, version.content)
    return {
        "version": version,
        "title": version.content.get("title", held.sheet.code),
        "place_map": sheet_map(
            request, held.sheet, version.content, named, as_of=version.decided_on
        ),
        "need": words("needs").get(version.content.get("need", ""), ""),
        "axis": version.content.get("axis", ""),
        "sections": sections_of(version.content, labels=labels_with(named), pages=pages),
        "plan": shown_plan(plan),
        "stages": words("stages").items(),
    }


def _outline(sheet: ActionSheet) -> dict[str, Any]:
    """That it exists, its amounts and its dates."""
    return {
        "amounts": [
            (_("Coût total"), amount(sheet.total_cost)),
            (_("Autofinancement"), amount(sheet.own_share)),
            *(
                (label.capitalize(), amount(getattr(sheet, stage)))
                for stage, label in words("stages").items()
            ),
        ],
        "dates": [
            (_("Commencée le"), timezone.localdate(sheet.created_at)),
            (_("Soumise le"), sheet.submitted_on),
            (_("Décidée le"), sheet.decided_on),
            (_("Début"), sheet.starts_on),
            (_("Fin"), sheet.ends_on),
            (_("Dernier point d’avancement"), sheet.reported_on),
        ],
    }


@require_GET
def file(request: ActorRequest, code: str, piece: int) -> HttpResponse:
    """A file of a sheet, for those who read it as it is written."""
    return file_response(attachment_or_404(full_or_404(request, code), piece).file)


def attachment_or_404(held: Opened, piece: int) -> Attachment:
    """A file of a sheet by its number."""
    found = held.sheet.attachments.select_related("file__content").filter(pk=piece).first()
    if found is None:
        raise Http404(_("Cette pièce n’existe pas."))
    found.sheet = held.sheet
    return found
