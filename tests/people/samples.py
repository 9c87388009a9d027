"""An address of each kind, on an object of the demonstration, of region 84 wherever it has one."""

from collections.abc import Callable

from django.urls import URLPattern, reverse

from ancrage.adaptation.models import Amendment
from ancrage.allocation.models import Scenario as Share
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.committees.models import Condition, Meeting
from ancrage.contracts.models import Act, Signature
from ancrage.funding.models import (
    Commitment,
    Dossier,
    Entry,
    Envelope,
    EnvelopeMove,
    Return,
    WaitingPayment,
)
from ancrage.geography.models import Territory
from ancrage.inbox.models import Message
from ancrage.journal.models import JournalEntry
from ancrage.matching.models import AdjustmentRequest, Designation
from ancrage.mission.models import Candidate, Mission
from ancrage.opendata.models import Publication
from ancrage.people.models import AccessRequest, ApiToken, Invitation, Person, RoleHolding
from ancrage.project.demo import PERIMETER, VERSION
from ancrage.requests.models import ServiceRequest
from ancrage.roadmaps.models import ActionSheet
from ancrage.selection.models import Scenario
from ancrage.simplification.models import BlockCase
from ancrage.stateaid.models import Check, CompanyLink, Declaration, ImportedTable
from ancrage.stateaid.rules.model import Answer

RUN, PLACE = "announcement-2018", "200033116"
ALPS, NORMANDY = "region.aura@demo.example", "region.normandie@demo.example"
MANAGER = "projet.arve@demo.example"
PAYING = ["bpifrance", "banque-des-territoires"]
"""The operators of the personas."""
NOTHING = "0" * 32


def arguments(name: str, pattern: URLPattern) -> str:
    """The address of the page `name`. KeyError when no line here says what it is about."""
    wanted = list(pattern.pattern.converters)
    if not wanted:
        return reverse(name)
    found = next(
        found for begins, found in ABOUT.items() if name == begins or name.startswith(begins)
    )
    values = FILES | found()
    return reverse(name, kwargs={key: values[key] for key in wanted})


def _candidate() -> dict[str, object]:
    """An application of the mission that is open, not a draft if there is one."""
    mission = Mission.objects.filter(state="open").first() or Mission.objects.first()
    held = Candidate.objects.filter(mission=mission).exclude(state="draft").order_by("number")
    first = held.first()
    reading = first.readings.first() if first else None
    return {
        "code": mission.code if mission else "rien",
        "number": first.number if first else 1,
        "expert": reading.expert_id if reading else 1,
        "reading": reading.pk if reading else 1,
        "piece": 1,
    }


def _draft() -> dict[str, object]:
    held = Amendment.objects.filter(region="84", state="draft").order_by("code").first()
    return {"code": held.code, "step": 1, "position": 0, "side": "avant"}


def _person() -> dict[str, object]:
    return {"reference": Person.objects.get(email=ALPS).reference}


def _seen() -> dict[str, object]:
    return {"reference": Person.objects.get(email=NORMANDY).reference}


def _role() -> dict[str, object]:
    return {"reference": RoleHolding.objects.get(person__email=ALPS).reference}


def _act() -> dict[str, object]:
    """The act that the valley's contract is at."""
    held = Act.objects.filter(contract__regions__contains="|84|").order_by("-contract", "-rank")
    first = held.select_related("contract").first()
    return {"code": first.contract.code, "rank": first.rank}


def _envelope() -> dict[str, object]:
    held = Envelope.objects.order_by("pk").first()
    return {"code": held.code if held else "rien"}


def _move() -> dict[str, object]:
    held = EnvelopeMove.objects.order_by("pk").first()
    return _envelope() | {"pk": held.pk if held else 1}


def _paid() -> Dossier | None:
    """A dossier of Bpifrance's in none of the personas' regions: the same people read it on any
    day."""
    held = Dossier.objects.filter(financer="bpifrance").order_by("pk")
    return held.exclude(regions__contains="|84|").exclude(regions__contains="|28|").first()


def _ledger_entry() -> dict[str, object]:
    held = Entry.objects.filter(dossier=_paid()).order_by("pk").first()
    return {"pk": held.pk if held else 1}


def _dossier() -> dict[str, object]:
    held = _paid()
    return {"code": held.code if held else "D-2024-000001"}


def _signature() -> dict[str, object]:
    """A signature that somebody of the valley's contract owes; none when no act is being signed."""
    held = Signature.objects.filter(act__contract__regions__contains="|84|").order_by("-act", "pk")
    return {"key": getattr(held.first(), "key", NOTHING)}


def _allocation() -> dict[str, object]:
    """A scenario of region 84, with its first project; none when there is none."""
    held = Share.objects.filter(scope="84").order_by("pk").first()
    line = held.lines.first() if held else None
    return {
        "code": held.code if held else "R-2026-9999",
        "project": line.code if line else "rien",
    }


def _territory() -> dict[str, object]:
    held = Territory.objects.filter(version=VERSION, members__intercommunality=PLACE)
    return {"version": VERSION, "code": held.get().code}


def _run() -> dict[str, object]:
    return {"code": RUN, "version": "2024-07", "siren": PLACE, "a": RUN, "b": RUN}


def _scenario() -> dict[str, object]:
    held = Scenario.objects.order_by("pk").first()
    return {"code": held.code, "a": held.code, "b": held.code}


def _entry() -> dict[str, object]:
    return {"number": JournalEntry.objects.filter(places__code="84").first().pk}


def _invitation() -> dict[str, object]:
    """One that waits in region 84. Its key is in a message alone: none of the keys is good."""
    held = Invitation.objects.filter(accepted_at=None, cancelled_at=None).order_by("pk").first()
    return {"reference": held.reference, "key": NOTHING}


def _access() -> dict[str, object]:
    held = AccessRequest.objects.filter(state=AccessRequest.WAITING).order_by("pk").first()
    return {"reference": held.reference}


def _token() -> dict[str, object]:
    """A token of the persona of region 84."""
    return {"reference": ApiToken.objects.get(person__email=ALPS).reference}


def _message() -> dict[str, object]:
    held = Message.objects.order_by("pk").first()
    return {"identifier": held.identifier if held else NOTHING}


def _block() -> dict[str, object]:
    """A case that everybody reads, and a report of the same number."""
    held = BlockCase.objects.filter(published_at__isnull=False).order_by("number").first()
    return {"number": held.number if held else 1, "piece": 1}


def _draft_basket() -> dict[str, object]:
    """A version of the basket in preparation, and one of its measures."""
    return {"code": "essai-2027", "measure": "vte"}


def _added_measure() -> dict[str, object]:
    """A measure that region 84 added."""
    return {"code": "aura-ateliers-partages"}


def _siting() -> dict[str, object]:
    held = Siting.objects.order_by("pk").first()
    return {"code": held.code if held else "rien"}


def _antenna() -> dict[str, object]:
    held = Antenna.objects.filter(state="open").order_by("pk").first()
    return {"code": held.code if held else "rien"}


def _booking() -> dict[str, object]:
    """One that waits for the answer of its operator."""
    held = Booking.objects.filter(state="asked").order_by("pk").first()
    return {"reference": held.reference if held else NOTHING[:10]}


def _designation() -> dict[str, object]:
    held = Designation.objects.filter(operator="banque-des-territoires").order_by("pk").first()
    return {"reference": held.reference if held else NOTHING}


def _adjustment() -> dict[str, object]:
    """One of region 84 that waits."""
    held = AdjustmentRequest.objects.filter(region="84", state="waiting").first()
    return {"reference": held.reference if held else NOTHING}


def _valley() -> str:
    """The scope of the personas' territory."""
    return RoleHolding.objects.get(person__email=MANAGER).scope_code


def _request() -> dict[str, object]:
    """One that waits in region 84, with neither the territory nor an operator of the personas', so
    that the same people read it on any day; no link, view or file of it is good."""
    held = ServiceRequest.objects.filter(regions="|84|", state="instructed")
    others = held.exclude(territory=_valley()).exclude(operator__in=PAYING)
    first = others.order_by("code").first()
    return {
        "code": first.code if first else "rien",
        "piece": 1,
        "reference": NOTHING,
        "token": "faux",
    }


def _meeting() -> dict[str, object]:
    """The meeting to come of region 84, with its first item; a condition that waits."""
    held = Meeting.objects.filter(scope="84", state="called").order_by("code").first()
    item = held.items.first() if held else None
    return {
        "code": held.code if held else "rien",
        "reference": item.reference if item else NOTHING,
        "written": "pdf",
        "body": "regional",
        "region": "84",
    }


def _condition() -> dict[str, object]:
    held = Condition.objects.filter(state="open", item__meeting__scope="84").first()
    return {"reference": held.reference if held else NOTHING}


def _sheet() -> dict[str, object]:
    """A sheet of the Arve valley that waits for the committee, with what is around it."""
    sheet = ActionSheet.objects.get(roadmap__scope=_valley(), proposed__isnull=False)
    return {
        "code": sheet.code,
        "number": 1,
        "reference": getattr(sheet.comments.first(), "reference", NOTHING),
        "person": NOTHING,
        "entry": getattr(sheet.funding.first(), "pk", 0),
        "piece": getattr(sheet.attachments.first(), "pk", 0),
    }


def _payment() -> dict[str, object]:
    """A payment that waits to be matched; none when none does."""
    held = WaitingPayment.objects.filter(state="waiting").order_by("pk").first()
    return {"number": held.pk if held else 0}


def _return() -> dict[str, object]:
    """The last return that was asked for; none when none was."""
    held = Return.objects.first()
    return {
        "financer": held.financer if held else "rien",
        "half": held.half if held else "2000-S1",
        "written": "pdf",
    }


def _aid_check() -> dict[str, object]:
    """The last check of State aid; none when none was asked for."""
    held = Check.objects.first()
    return {"code": held.code if held else "V-2024-000001", "written": "pdf"}


def _aid_company() -> dict[str, object]:
    """The company of the last grant allowed, its last link and its last declaration. Whom the
    ledger's own companies ask changes with the day of the demonstration: none of them is taken."""
    held = Check.objects.filter(answer=Answer.YES).first()
    link, told = CompanyLink.objects.last(), Declaration.objects.first()
    table = ImportedTable.objects.first()
    return {
        "siren": held.siren if held else "552100554",
        "link": getattr(link, "reference", NOTHING),
        "declaration": getattr(told, "reference", NOTHING),
        "table": getattr(table, "reference", NOTHING),
        "written": "pdf",
    }


def _named(name: str) -> Callable[[], dict[str, object]]:
    """The same, where an address calls one of them its reference."""
    return lambda: _aid_company() | {"reference": _aid_company()[name]}


def _publication() -> dict[str, object]:
    return {"code": Publication.objects.first().code}


def _convention() -> dict[str, object]:
    """An agreement of Bpifrance's."""
    return {"commitment": Commitment.objects.filter(financer="bpifrance").first().pk}


FILES: dict[str, object] = {"kind": "svg", "form": "svg", "suffix": "csv", "written": "docx"}
ABOUT: dict[str, Callable[[], dict[str, object]]] = {
    "region": lambda: {"code": "84"},
    "list_communes": lambda: {"version": VERSION},
    "list_": lambda: {"programme": PERIMETER, "code": VERSION, "side": "avant"},
    "territory_declare": lambda: _territory() | {"need": "recruter"},
    "territory": _territory,
    "basket_version": lambda: {"code": "2018-11"},
    "basket_file": lambda: {"name": "panier.csv"},
    "basket_": _draft_basket,
    "measure": _added_measure,
    "intercommunality": lambda: {"siren": PLACE},
    "year_change": lambda: {"fingerprint": NOTHING},
    "journal_entry": _entry,
    "choose_password": lambda: {"reference": NOTHING, "token": "faux"},
    "renew_sign_in": _person,
    "look_as": _seen,
    "person": _person,
    "role_grant": _person,
    "role_": _role,
    "organisation": lambda: {"kind": "region", "code": "84"},
    "invitation": _invitation,
    "access_": _access,
    "token_": _token,
    "inbox_unsubscribe": lambda: {"token": "faux"},
    "sent_message": _message,
    "message_resend": _message,
    "identification": _run,
    "loss": _run,
    "scenario": _scenario,
    "amendment": _draft,
    "mission": _candidate,
    "block": _block,
    "siting": _siting,
    "antenna_booking": _booking,
    "antenna": _antenna,
    "booking_": _booking,
    "coverage": dict,
    "designation_": _designation,
    "adjustment_": _adjustment,
    "priority_": lambda: {"operator": "bpifrance", "measure": "vte"},
    "forecast_": lambda: {"operator": "bpifrance", "measure": "vte"},
    "request": _request,
    "condition": _condition,
    "committee": _meeting,
    "meeting": _meeting,
    "agenda": _meeting,
    "minutes": _meeting,
    "pack": lambda: _meeting() | {"number": 1, "kind": "pdf"},
    "sheet_import": lambda: {"reference": NOTHING},
    "money_imports": dict,
    "money_template": lambda: {"suffix": "xlsx"},
    "money_export": lambda: {"suffix": "csv"},
    "money_import": lambda: {"reference": NOTHING},
    "sheet_template": lambda: {"suffix": "docx"},
    "sheet": _sheet,
    "roadmap_export": lambda: {"suffix": "csv"},
    "roadmap_file": lambda: _territory() | {"written": "xlsx"},
    "roadmap": _territory,
    "view": lambda: {"reference": NOTHING},
    "vte_": lambda: {"code": "demo-arve-10", "aid": "territory"},
    "envelope_undo": _move,
    "envelope": _envelope,
    "entry": _ledger_entry,
    "ledger_entry": _ledger_entry,
    "ledger_reverse": _ledger_entry,
    "dossier": lambda: _dossier() | {"slug": "projets"},
    "ledger_dossier": _dossier,
    "project": lambda: {"code": "P-2024-000001"},
    "commitment": lambda: {"pk": 1},
    "contract": _act,
    "act_sign": _signature,
    "signature": _signature,
    "act": _act,
    "waiting_payment": _payment,
    "payment_": _payment,
    "return": _return,
    "aid_check": _aid_check,
    "aid_certificate": _aid_check,
    "aid_link": _named("link"),
    "aid_declaration": _named("declaration"),
    "aid_table": _named("table"),
    "aid_terms": _dossier,
    "aid_": _aid_company,
    "calendar_region": lambda: {"code": "84"},
    "calendar_own": lambda: {"key": NOTHING},
    "calendar_address": lambda: {"reference": NOTHING},
    "paths_map": dict,
    "open_publication": _publication,
    "open_convention": _convention,
    "open_grantor": lambda: {"financer": "bpifrance"},
    "open_": lambda: {"code": "subventions"},
    "money_map": dict,
    "allocation": _allocation,
}
"""What the pages whose names begin so are about; the first that fits holds."""
