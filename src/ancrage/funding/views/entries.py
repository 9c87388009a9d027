"""The list of entries with its sum, the page of one, its reversal."""

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.files.responses import file_response
from ancrage.funding.access import Access, financer_where, reads_file
from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.definitions import chart
from ancrage.funding.forms import ReasonForm
from ancrage.funding.models import Entry, Envelope
from ancrage.funding.queries.cuts import look_of, narrowed_entries
from ancrage.funding.queries.entries import (
    WITHIN,
    Total,
    counted,
    everything,
    find_entry,
    journal_of,
    territory_names,
    total_of,
    within,
)
from ancrage.funding.queries.envelopes import path_up
from ancrage.funding.queries.names import read_names
from ancrage.funding.rules.cuts import Look
from ancrage.funding.tables.entries import EntryRow, entry_table, quality_of
from ancrage.funding.views.common import form_page, step, trail
from ancrage.funding.words.money import INVENTED, account_words, place_words, source_of
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

LONGEST = 120
NUMBER, UUID = re.compile(r"[0-9]{1,18}"), re.compile(r"[0-9a-f-]{36}")


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The entries of a cut, whose sum is at the top."""
    as_at = request.as_at
    until = as_at.date if as_at.explicit else None
    look, faults = look_of(request.GET, until=until, today=timezone.localdate())
    asked = _within(request)
    rows = within(narrowed_entries(everything(), look), asked)
    total = counted(rows) if asked else total_of(look)
    table = entry_table(request, rows, look, total)
    table.notices += faults
    context = {
        "table": table,
        "sums": _sums(request, total, look, source=table.source),
        "is_summed": bool(look.total or look.stage),
        "within": _in_words(asked),
        "invented": INVENTED if total.is_invented else "",
        "breadcrumb": trail(request, _("Écritures")),
    }
    return table.response() or render(request, "funding/entries.html", context)


def _within(request: ActorRequest) -> dict[str, str]:
    """What narrows the list beside a cut: one envelope, dossier, commitment, batch, file."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in WITHIN}
    if asked["engagement"] and not NUMBER.fullmatch(asked["engagement"]):
        raise Http404(_("Cet engagement n’existe pas."))
    if asked["fichier"] and not UUID.fullmatch(asked["fichier"]):
        raise Http404(_("Ce fichier n’existe pas."))
    return {name: value for name, value in asked.items() if value}


def _in_words(asked: dict[str, str]) -> list[tuple[str, str]]:
    """What narrows the list, as it is read: an envelope by its name."""
    told = dict(asked)
    code = asked.get("enveloppe")
    envelope = Envelope.objects.filter(code=code).first() if code else None
    if envelope is not None:
        told["enveloppe"] = f"« {envelope.name} »"
    return sorted(told.items())


def _sums(request: ActorRequest, total: Total, look: Look, *, source: str) -> list[Figure]:
    """How many, and their sum; none of several stages: what is asked for and what is paid are not
    added."""
    on = french_date(request.as_at.date)
    count = Figure(total.count, _("Écritures"), as_of=on, source=source)
    if not (look.total or look.stage):
        return [count]
    cents = total.net if look.total else total.cents
    label = _("Total net de ces écritures") if look.total else _("Somme de ces écritures")
    return [Figure(cents / 100, label, unit="€", as_of=on, source=source, decimals=2), count]


@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """An entry: what it moves, what it is about, where it comes from, what undoes it."""
    entry = entry_or_404(pk)
    access = Access(request.actor, entry.dossier) if entry.dossier else None
    is_full = access is not None and access.is_full
    names, told = territory_names([entry.territory]), read_names()
    context = {
        "entry": entry,
        "stage": chart().stages[entry.stage],
        "debit": account_words(entry, entry.debit),
        "credit": account_words(entry, entry.credit),
        "figure": _figure(request, EntryRow(entry, is_full, names)),
        "financer": told.financers.get(entry.financer, entry.financer),
        "measure": told.measures.get(entry.measure, entry.measure),
        "place": place_words(entry, names),
        "is_full": is_full,
        "path": path_up(entry.envelope) if entry.envelope else [],
        "journal": journal_of(entry.batch),
        "may_reverse": may_reverse(request, entry),
        "reads_file": is_full and entry.file_id and reads_file(request.actor, entry),
        "invented": INVENTED if entry.is_demonstration else "",
        "breadcrumb": trail(
            request, step(request, _("Écritures"), "entries"), _("Écriture %(n)d") % {"n": pk}
        ),
    }
    return render(request, "funding/entry.html", context)


@require_GET
def piece(request: ActorRequest, pk: int) -> HttpResponse:
    """The file that an entry comes from, as it was sent."""
    entry = entry_or_404(pk)
    if entry.file is None or not reads_file(request.actor, entry):
        raise Http404(_("Cette écriture n’a pas de fichier que vous puissiez lire."))
    return file_response(entry.file)


def _figure(request: ActorRequest, row: EntryRow) -> Figure:
    return Figure(
        row.entry.cents / 100,
        chart().stages[row.entry.stage].one,
        unit="€",
        as_of=french_date(row.entry.event_on),
        source=source_of(is_invented=row.entry.is_demonstration),
        quality=quality_of(row),
        decimals=2,
    )


def entry_or_404(pk: int) -> Entry:
    """The entry of the address."""
    found = find_entry(pk)
    if found is None:
        raise Http404(_("Cette écriture n’existe pas."))
    return found


def may_reverse(request: ActorRequest, entry: Entry) -> bool:
    """Whether who asks may undo an entry that nothing undoes and that undoes nothing."""
    if entry.reverses_id or hasattr(entry, "reversal"):
        return False
    return may(request.actor, "funding.reverse", financer_where(entry.financer))


@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: ActorRequest, pk: int) -> HttpResponse:
    """Undo an entry by its opposite, with the reason."""
    entry = entry_or_404(pk)
    if not may_reverse(request, entry):
        raise Http404(_("Vous ne pouvez pas annuler cette écriture."))

    def act(told: dict[str, Any]) -> str:
        made = reverse_entry(
            by=request.actor, now=timezone.now(), entry=entry, reason=told["reason"]
        )
        return link(request, "entry", made.pk)

    name = _("Écriture %(n)d") % {"n": pk}
    return form_page(
        request,
        ReasonForm(request.POST or None),
        act,
        title=_("Annuler une écriture"),
        submit=_("Annuler l’écriture"),
        back=link(request, "entry", pk),
        facts=[
            (_("Écriture"), name),
            (_("Montant"), _figure(request, EntryRow(entry, is_full=False, names={})).citation),
        ],
        breadcrumb=trail(
            request,
            step(request, _("Écritures"), "entries"),
            step(request, name, "entry", pk),
            _("Annuler"),
        ),
    )
