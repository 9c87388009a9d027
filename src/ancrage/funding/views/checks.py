"""The checks of the ledger, and its chart of accounts with the trial balance."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from ancrage.funding.actions.checks import JOB, ask_checks
from ancrage.funding.definitions import chart, check_words
from ancrage.funding.models import Batch, Cell, CheckRun
from ancrage.funding.queries.checks import last_run, trial_balance
from ancrage.funding.rules.checks import BROKEN, HELD, LOOK, Finding, finding_of, is_sound
from ancrage.funding.views.common import trail
from ancrage.funding.words.money import source_of
from ancrage.jobs.models import Job
from ancrage.jobs.progress import JobView, job_view
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import in_euros
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Table, build_table

STATES = {
    HELD: gettext_lazy("tenu"),
    BROKEN: gettext_lazy("rompu"),
    LOOK: gettext_lazy("à regarder"),
}


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """What each check found the last time, and what to do about it."""
    run, job = last_run(), _job()
    findings = [finding_of(one) for one in run.findings] if run else []
    table = _table(request, run, findings)
    context = {
        "run": run,
        "is_sound": is_sound(findings),
        "is_behind": run is not None and Batch.objects.filter(entered_at__gt=run.begun_at).exists(),
        "table": table,
        "broken": [(check_words()[f.code], f) for f in findings if f.state != HELD],
        "job": job,
        "is_running": job is not None and job.is_pending,
        "may_check": may(request.actor, "funding.check_ledger"),
        "page_url": link(request, "money_checks"),
        "progress_url": link(request, "money_checks_progress"),
        "breadcrumb": trail(request, _("Contrôles")),
    }
    file = table.response() if table else None
    return file or render(request, "funding/checks.html", context)


def _job() -> JobView | None:
    """The run under way, or one that did not end as it should."""
    job = Job.objects.filter(key=JOB).first()
    if job is None or not (job.is_pending or job.is_unfulfilled):
        return None
    return job_view(job, now=timezone.now())


def _table(request: ActorRequest, run: CheckRun | None, findings: list[Finding]) -> Table | None:
    if run is None:
        return None
    words = check_words()
    return build_table(
        request,
        rows=findings,
        columns=(
            Column("controle", _("Contrôle"), lambda f: words[f.code].label),
            Column("resultat", _("Résultat"), lambda f: str(STATES[f.state]), filterable=True),
            Column("compare", _("Comparés"), lambda f: f.looked, numeric=True),
            Column("ecarts", _("Écarts"), lambda f: f.faults, numeric=True),
            Column("prouve", _("Ce qu’il prouve"), lambda f: words[f.code].proves),
            Column("exemples", _("Exemples"), lambda f: " ; ".join(f.examples), default=False),
            Column("remede", _("Que faire"), lambda f: words[f.code].remedy, default=False),
        ),
        caption=_("Contrôles du grand livre"),
        filename="controles",
        source=source_of(is_invented=False),
        as_of=french_date(timezone.localdate(run.ended_at)),
        page_size=0,
    )


@require_GET
def progress(request: ActorRequest) -> HttpResponse:
    """How far the run is, for the page that waits."""
    job = _job()
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "money_checks"),
        "progress_url": link(request, "money_checks_progress"),
    }
    return render(request, "jobs/progress.html", context)


@require_POST
def ask(request: ActorRequest) -> HttpResponse:
    """Have the checks run again."""
    ask_checks(by=request.actor, now=timezone.now())
    return redirect(link(request, "money_checks"))


@require_GET
def accounts(request: ActorRequest) -> HttpResponse:
    """The chart of accounts with the trial balance, and the stages."""
    told = chart()
    sums = trial_balance()
    rows = [(account, *sums[code]) for code, account in told.accounts.items()]
    is_invented = Cell.objects.filter(is_demonstration=True).exists()
    table = build_table(
        request,
        rows=rows,
        columns=(
            Column("compte", _("Compte"), lambda row: row[0].label),
            Column("tenu", _("Tenu par"), lambda row: HOLDERS[row[0].held_by]),
            _money("debits", _("Débits"), lambda row: row[1]),
            _money("credits", _("Crédits"), lambda row: row[2]),
            _money("solde", _("Solde créditeur"), lambda row: row[2] - row[1]),
        ),
        caption=_("Balance des comptes"),
        filename="comptes",
        source=source_of(is_invented=is_invented),
        as_of=french_date(timezone.localdate()),
        page_size=0,
        controls=False,
    )
    context = {
        "table": table,
        "debits": in_euros(sum(row[1] for row in rows)),
        "credits": in_euros(sum(row[2] for row in rows)),
        "stages": [
            (stage, _sources(stage.sources), told.label(stage.of)) for stage in told.stages.values()
        ],
        "breadcrumb": trail(request, _("Plan de comptes")),
    }
    return table.response() or render(request, "funding/accounts.html", context)


HOLDERS = {
    "": "le dehors",
    "envelope": "une enveloppe",
    "line": "une ligne d’engagement",
    "dossier": "un dossier",
}


def _money(key: str, label: str, read: Callable[[Any], int]) -> Column:
    return Column(
        key,
        label,
        lambda row: in_euros(read(row)),
        unit="€",
        numeric=True,
        decimals=2,
    )


def _sources(codes: tuple[str, ...]) -> str:
    """The accounts that a stage takes from, in words."""
    told = chart().accounts
    both = _("%(envelope)s, ou %(means)s")
    drawn = both % {"envelope": told["envelope"].label, "means": told["means"].label.lower()}
    return _(", puis ").join(drawn if code == "credits" else told[code].label for code in codes)
