"""An address of each kind, on an object of the demonstration, of region 84 wherever it has one."""

from collections.abc import Callable

from django.urls import URLPattern, reverse

from ancrage.adaptation.models import Amendment
from ancrage.geography.models import Territory
from ancrage.inbox.models import Message
from ancrage.journal.models import JournalEntry
from ancrage.mission.models import Candidate, Mission
from ancrage.people.models import AccessRequest, ApiToken, Invitation, Person, RoleHolding
from ancrage.project.demo import PERIMETER, VERSION
from ancrage.selection.models import Scenario

RUN, PLACE = "announcement-2018", "200033116"
ALPS, NORMANDY = "region.aura@demo.example", "region.normandie@demo.example"
NOTHING = "0" * 32


def arguments(name: str, pattern: URLPattern) -> str:
    """The address of the page `name`. KeyError when no line here says what it is about."""
    wanted = list(pattern.pattern.converters)
    if not wanted:
        return reverse(name)
    found = next(
        found for begins, found in ABOUT.items() if name == begins or name.startswith(begins)
    )
    values = found() | FILES
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


FILES: dict[str, object] = {"kind": "svg", "form": "svg", "suffix": "csv"}
ABOUT: dict[str, Callable[[], dict[str, object]]] = {
    "region": lambda: {"code": "84"},
    "list_communes": lambda: {"version": VERSION},
    "list_": lambda: {"programme": PERIMETER, "code": VERSION, "side": "avant"},
    "territory": _territory,
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
}
"""What the pages whose names begin so are about; the first that fits holds."""
