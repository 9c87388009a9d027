"""The API of the ledger: entries, dossiers, commitments, projects, accounts, checks."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import Header, Path, Query, Status

from ancrage.funding.access import own_sirets
from ancrage.funding.actions.checks import ask_checks
from ancrage.funding.actions.dossiers import (
    join_project,
    leave_project,
    open_commitment,
    open_dossier,
)
from ancrage.funding.actions.entries import post_entries, reverse_entry
from ancrage.funding.api.envelopes import READ, WRITTEN, Id, envelope_of, refusals, router
from ancrage.funding.definitions import chart
from ancrage.funding.documents.ledger import (
    batch_document,
    dossier_document,
    entry_document,
    run_document,
    total_document,
)
from ancrage.funding.models import Commitment, Dossier, Entry, Project
from ancrage.funding.models.ledger import API
from ancrage.funding.opening_words import financer_name, new_dossier, postings_of
from ancrage.funding.queries.checks import last_run, trial_balance
from ancrage.funding.queries.cuts import look_of, narrowed_entries
from ancrage.funding.queries.dossiers import everything as all_dossiers
from ancrage.funding.queries.entries import everything, find_entry, total_of
from ancrage.funding.schemas import ledger as schemas
from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in

DossierCode = Annotated[schemas.DossierCode, Path()]
DossierFilter = Annotated[schemas.Slug | None, Query()]


# Entries


@router.get(
    "/ledger/entries",
    response={200: schemas.EntriesOut, 422: Problem},
    operation_id="ledger_entries",
)
def ledger_entries(
    request: HttpRequest,
    date: Day | None = None,
    after: Annotated[schemas.Id | None, Query()] = None,
    limit: Limit = 50,
) -> schemas.EntriesOut:
    """Les écritures d’une coupe, les dernières d’abord ; les filtres ont les noms de la page :
    total, stade, financeur, dispositif, mesure, besoin, programme, territoire, lieu, region,
    annee, connu."""
    look, ignored = look_of(request.GET, until=date, today=localdate())
    rows = narrowed_entries(everything(), look)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    held = list(rows[: limit + 1])
    actor = actor_in(request)
    own = own_sirets(actor)
    return schemas.EntriesOut(
        total=schemas.EntryTotalOut(**total_document(total_of(look))),
        next=held[limit - 1].pk if len(held) > limit else None,
        ignored=ignored,
        items=[schemas.EntryOut(**entry_document(entry, actor, own)) for entry in held[:limit]],
    )


@router.get(
    "/ledger/entries/{pk}",
    response={200: schemas.EntryOut, **READ},
    operation_id="ledger_entry",
)
def ledger_entry(request: HttpRequest, pk: Id) -> schemas.EntryOut:
    """Une écriture."""
    return schemas.EntryOut(**entry_document(entry_of(pk), actor_in(request)))


def entry_of(pk: int) -> Entry:
    """The entry of the address."""
    found = find_entry(pk)
    if found is None:
        raise Http404(f"L’écriture {pk} n’existe pas.")
    return found


@router.post(
    "/ledger/batches",
    response={201: schemas.LedgerBatchOut, **WRITTEN},
    operation_id="ledger_post",
)
def ledger_post(
    request: HttpRequest,
    wanted: schemas.PostIn,
    idempotency_key: Annotated[schemas.Key | None, Header(alias="Idempotency-Key")] = None,
) -> Status[schemas.LedgerBatchOut]:
    """Passe des écritures, toutes ou aucune. La même clé avec les mêmes lignes ne les passe qu’une
    fois."""
    with refusals():
        made = post_entries(
            **acting_in(request),
            financer=wanted.financer,
            postings=postings_of(wanted.postings),
            origin=API,
            key=idempotency_key or wanted.key,
        )
    return Status(201, schemas.LedgerBatchOut(**batch_document(made)))


@router.post(
    "/ledger/entries/{pk}/reversal",
    response={201: schemas.EntryOut, **WRITTEN},
    operation_id="ledger_reverse",
)
def ledger_reverse(
    request: HttpRequest, pk: Id, wanted: schemas.MoneyReasonIn
) -> Status[schemas.EntryOut]:
    """Annule une écriture par son opposée."""
    with refusals():
        made = reverse_entry(
            **acting_in(request), entry=entry_of(pk), reason=wanted.reason, origin=API
        )
    told = entry_document(entry_of(made.pk), actor_in(request))
    return Status(201, schemas.EntryOut(**told))


# Dossiers


@router.get(
    "/ledger/dossiers",
    response={200: Page[schemas.AidDossierOut], 422: Problem},
    operation_id="ledger_dossiers",
)
def ledger_dossiers(
    request: HttpRequest,
    financer: DossierFilter = None,
    territory: DossierFilter = None,
    measure: DossierFilter = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.AidDossierOut]:
    """Les dossiers d’aide, les derniers d’abord."""
    asked = {"financer": financer, "territory": territory, "measure": measure}
    rows = all_dossiers().filter(**{name: value for name, value in asked.items() if value})
    held = rows[offset : offset + limit]
    actor = actor_in(request)
    own = own_sirets(actor)
    items = [schemas.AidDossierOut(**dossier_document(one, actor, own)) for one in held]
    count = rows.order_by().count()
    return Page[schemas.AidDossierOut](count=count, limit=limit, offset=offset, items=items)


def _dossier(held: Dossier, request: HttpRequest) -> schemas.AidDossierOut:
    return schemas.AidDossierOut(**dossier_document(held, actor_in(request)))


def dossier_of(code: str) -> Dossier:
    """The dossier of the address."""
    found = all_dossiers().filter(code=code).first()
    if found is None:
        raise Http404(f"Le dossier « {code} » n’existe pas.")
    return found


@router.get(
    "/ledger/dossiers/{code}",
    response={200: schemas.AidDossierOut, **READ},
    operation_id="ledger_dossier",
)
def ledger_dossier(request: HttpRequest, code: DossierCode) -> schemas.AidDossierOut:
    """Un dossier d’aide et ses soldes."""
    return _dossier(dossier_of(code), request)


@router.post(
    "/ledger/dossiers",
    response={201: schemas.AidDossierOut, **WRITTEN},
    operation_id="ledger_open_dossier",
)
def ledger_open_dossier(
    request: HttpRequest, wanted: schemas.DossierIn
) -> Status[schemas.AidDossierOut]:
    """Ouvre un dossier d’aide."""
    told: dict[str, Any] = wanted.dict()
    made = new_dossier(told, financer_name=financer_name(wanted.financer), today=localdate())
    with refusals():
        open_dossier(**acting_in(request), today=localdate(), dossier=made)
    return Status(201, _dossier(made, request))


@router.post(
    "/ledger/commitments",
    response={201: schemas.CommitmentOut, **WRITTEN},
    operation_id="ledger_open_commitment",
)
def ledger_open_commitment(
    request: HttpRequest, wanted: schemas.CommitmentIn
) -> Status[schemas.CommitmentOut]:
    """Ouvre un engagement, sur une enveloppe ou sur les moyens propres du financeur."""
    made = Commitment(
        financer=wanted.financer,
        number=wanted.number,
        envelope=envelope_of(wanted.envelope) if wanted.envelope else None,
        committed_on=wanted.committed_on,
    )
    with refusals():
        open_commitment(**acting_in(request), commitment=made)
    told = {name: getattr(made, name) for name in ("financer", "number", "committed_on")}
    return Status(201, schemas.CommitmentOut(id=made.pk, envelope=wanted.envelope, **told))


@router.post(
    "/ledger/dossiers/{code}/project",
    response={201: schemas.ProjectOut, **WRITTEN},
    operation_id="ledger_join_project",
)
def ledger_join_project(
    request: HttpRequest, code: DossierCode, wanted: schemas.ProjectIn
) -> Status[schemas.ProjectOut]:
    """Rattache un dossier au projet qu’il cofinance, ou à un nouveau projet."""
    dossier = dossier_of(code)
    found = Project.objects.filter(code=wanted.code).first() if wanted.code else None
    if wanted.code and found is None:
        raise Http404(f"Le projet « {wanted.code} » n’existe pas.")
    project = found or Project(
        name=wanted.name, sheet=dossier.sheet, total_cents=wanted.total_cents
    )
    with refusals():
        made = join_project(
            **acting_in(request), today=localdate(), dossier=dossier, project=project
        )
    told = schemas.ProjectOut(code=made.code, name=made.name, total_cents=made.total_cents)
    return Status(201, told)


@router.post(
    "/ledger/dossiers/{code}/project/leaving",
    response={200: schemas.AidDossierOut, **WRITTEN},
    operation_id="ledger_leave_project",
)
def ledger_leave_project(
    request: HttpRequest, code: DossierCode, wanted: schemas.MoneyReasonIn
) -> schemas.AidDossierOut:
    """Détache un dossier de son projet."""
    with refusals():
        made = leave_project(**acting_in(request), dossier=dossier_of(code), reason=wanted.reason)
    return _dossier(made, request)


# Accounts and checks


@router.get(
    "/ledger/accounts",
    response={200: list[schemas.AccountOut]},
    operation_id="ledger_accounts",
)
def ledger_accounts(request: HttpRequest) -> list[schemas.AccountOut]:
    """Le plan de comptes et sa balance."""
    sums = trial_balance()
    return [
        schemas.AccountOut(
            code=code,
            label=account.label,
            held_by=account.held_by,
            is_open=account.is_open,
            debits=sums[code][0],
            credits=sums[code][1],
        )
        for code, account in chart().accounts.items()
    ]


@router.get(
    "/ledger/checks",
    response={200: schemas.ChecksOut, 404: Problem},
    operation_id="ledger_checks",
)
def ledger_checks(request: HttpRequest) -> schemas.ChecksOut:
    """Ce que les contrôles ont trouvé la dernière fois."""
    run = last_run()
    if run is None:
        raise Http404("Les contrôles n’ont pas encore été lancés.")
    return schemas.ChecksOut(**run_document(run))


@router.post(
    "/ledger/checks",
    response={202: schemas.CheckAskedOut, **WRITTEN, 503: Problem},
    operation_id="ledger_check",
)
def ledger_check(request: HttpRequest) -> Status[schemas.CheckAskedOut]:
    """Lance les contrôles du grand livre."""
    with refusals():
        job = ask_checks(**acting_in(request))
    return Status(202, schemas.CheckAskedOut(state=job.state))
