"""The requests of the demonstration: all made up, drawn from a fixed seed, and marked as such.

Most are written at once; some are made by the real commands, so that each persona has something
to do.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.kernel.rights import Actor, ScopeKind, host
from ancrage.kernel.text import typeset
from ancrage.people.demonstration import territory_holding
from ancrage.people.models import Organisation
from ancrage.people.queries import actor_named
from ancrage.requests.actions.asking import Wanted, ask_request
from ancrage.requests.actions.invented import add_invented
from ancrage.requests.actions.steps import STEPS
from ancrage.requests.actions.thread import write_note
from ancrage.requests.definitions import delays_at
from ancrage.requests.models import COMPANY, FILE, SCREEN, TERRITORY, Message, ServiceRequest
from ancrage.requests.queries.places import Atlas, Spot, atlas
from ancrage.requests.rules.deadlines import due_day

ARVE = "200033116"
LEAD, REFERENT = "elue.arve@demo.example", "referent.bpifrance@demo.example"
CONTACT = "contact.decolletage@demo.example"
NO_COMPANY = "0" * 14
"""A SIRET that nobody has, and that passes the check."""
OF_ASKERS = frozenset({"send", "reply", "withdraw"})
REASONED = frozenset({"ask_more", "reply", "refuse", "withdraw", "reopen"})
ENDS = {
    "granted": ("granted", "granted"),
    "delivered": ("delivered", "granted"),
    "closed_granted": ("closed", "granted"),
    "refused": ("refused", "refused"),
    "closed_refused": ("closed", "refused"),
    "withdrawn": ("withdrawn", "withdrawn"),
}
"""The state and the outcome of each end."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add them once, where the lists and the people that they rest on are there."""
    held = ServiceRequest.objects.filter(is_demonstration=True)
    book = atlas(perimeter)
    if held.exists() or book is None or not book.register.versions:
        return
    with transaction.atomic():
        drawn = _Draw(told(), book, localdate(now), now)
        requests = list(drawn.requests())
        add_invented(by=host(), now=now, requests=requests, threads=list(drawn.threads(requests)))
        _act(now, perimeter)


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The made-up content, and how much of it."""
    path = files("ancrage.requests") / "data" / "demonstration.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


@dataclass
class _Draw:
    """Requests drawn one after the other; the same seed and day give the same ones."""

    told: Mapping[str, Any]
    atlas: Atlas
    today: dt.date
    now: dt.datetime
    dice: random.Random = field(init=False)
    baskets: dict[str, list[tuple[Measure, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.told["seed"])  # noqa: S311 nothing is secret here
        version = self.atlas.register.versions[-1]
        inside = self.atlas.register.assignments(version)
        by_territory: dict[str, list[str]] = {}
        for code in sorted(inside):
            by_territory.setdefault(inside[code].territory.code, []).append(code)
        self.territories = [by_territory[code] for code in sorted(by_territory)]
        self.outside = sorted(self.atlas.of_communes.keys() - inside.keys())

    def requests(self) -> Iterator[ServiceRequest]:
        for rank in range(self.told["count"]):
            yield self._one(rank)

    def _one(self, rank: int) -> ServiceRequest:
        draw, first = self.dice, self.told["first"]
        sent = first + dt.timedelta(days=draw.randrange((self.today - first).days))
        spot = self._spot(rank, sent)
        basket = basket_at(sent)
        measure, pace = draw.choice(self._measures(basket))
        made = ServiceRequest(sent_on=sent, created_at=self._at(sent), changed_at=self.now)
        self._place(made, spot)
        self._ask(made, basket, measure)
        self._answer(made, pace)
        return made

    def _at(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(9), tzinfo=self.now.tzinfo)

    def _spot(self, rank: int, day: dt.date) -> Spot:
        """Outside for some; inside, each territory in its turn, so that none is left out."""
        if self.outside and self.dice.random() < self.told["outside"]:
            return self.atlas.spot(self.dice.choice(self.outside), day)
        communes = self.territories[rank % len(self.territories)]
        return self.atlas.spot(self.dice.choice(communes), day)

    def _measures(self, basket: Basket) -> list[tuple[Measure, float]]:
        """The measures that have somebody to answer, each with a pace of its own."""
        if basket.code not in self.baskets:
            held = [m for m in basket.measures.values() if m.is_found and m.operator]
            self.baskets[basket.code] = [(m, self.dice.uniform(0.6, 1.8)) for m in held]
        return self.baskets[basket.code]

    def _place(self, made: ServiceRequest, spot: Spot) -> None:
        made.place, made.territory = spot.place, spot.territory
        made.territory_name, made.regions = spot.territory_name, spot.regions
        made.commune, made.commune_name = spot.commune, spot.commune_name
        made.programme = self.atlas.programme

    def _ask(self, made: ServiceRequest, basket: Basket, measure: Measure) -> None:
        draw, told = self.dice, self.told
        made.basket, made.measure, made.measure_name = basket.code, measure.code, measure.name
        made.operator = measure.operator
        made.operator_name = basket.operators[measure.operator].name
        made.asked_by = TERRITORY if measure.open_to and COMPANY not in measure.open_to else COMPANY
        if made.asked_by == COMPANY:
            name = f"{draw.choice(told['companies'])} {draw.choice(told['names'])} (inventée)"
            made.company_name = typeset(name)
        made.purpose = typeset(draw.choice(told["purposes"]))
        made.cost = draw.choice(told["amounts"]) * 100 * draw.randint(2, 5)
        made.asked_amount = made.cost // draw.randint(2, 4)
        made.origin = FILE if made.territory == "" else SCREEN
        made.number = f"INV-{draw.randrange(10**9):09d}" if draw.random() < 0.7 else ""

    def _answer(self, made: ServiceRequest, pace: float) -> None:
        draw = self.dice
        least, most = self.told["delays"]["inside" if made.territory else "outside"]
        delay = int(draw.triangular(least, most, least * 2) * pace)
        sent: dt.date = made.sent_on  # type: ignore[assignment]
        age = (self.today - sent).days
        ends = self.told["ends"]
        end = draw.choices(list(ends), list(ends.values()))[0]
        is_late = end == "late" and age <= self.told["late_days"]
        if age <= delay or is_late:
            self._wait(made, age)
        else:
            self._end(made, "delivered" if end == "late" else end, sent, delay)
        made.due = self._due(made)

    def _wait(self, made: ServiceRequest, age: int) -> None:
        """Where it stands for now."""
        sent: dt.date = made.sent_on  # type: ignore[assignment]
        states = ["sent"] if age < 3 else ["sent", "acknowledged", "more", "instructed"]
        made.state = self.dice.choice(states)
        if made.state == "sent":
            return
        made.acknowledged_on = sent + dt.timedelta(days=self.dice.randint(1, min(age, 15)))
        later = min(made.acknowledged_on + dt.timedelta(days=5), self.today)
        made.more_on = later if made.state == "more" else None
        made.instructed_on = later if made.state == "instructed" else None

    def _end(self, made: ServiceRequest, end: str, sent: dt.date, delay: int) -> None:
        draw = self.dice
        made.state, made.outcome = ENDS[end]
        made.acknowledged_on = sent + dt.timedelta(days=draw.randint(1, max(delay // 3, 1)))
        day = sent + dt.timedelta(days=delay)
        if made.outcome == "withdrawn":
            made.withdrawn_on = day
            return
        made.decided_on = day
        if made.outcome == "refused":
            made.reason = typeset(draw.choice(self.told["reasons"]))
        else:
            made.granted_amount = int((made.asked_amount or 0) * draw.uniform(0.5, 1)) // 100 * 100
        if made.state in {"delivered", "closed"} and made.outcome == "granted":
            made.delivered_on = min(day + dt.timedelta(days=draw.randint(20, 150)), self.today)
        if made.state == "closed":
            made.closed_on = min(
                (made.delivered_on or day) + dt.timedelta(days=draw.randint(5, 40)), self.today
            )

    def _due(self, made: ServiceRequest) -> dt.date | None:
        since = made.more_on or made.delivered_on or made.decided_on or made.sent_on or self.today
        sent = made.sent_on
        return due_day(
            state=made.state, since=since, sent=sent, delays=delays_at(sent or self.today)
        )

    def threads(
        self, requests: Sequence[ServiceRequest]
    ) -> Iterator[tuple[int, Sequence[Message]]]:
        """A question and its answer, for some; the question alone where it still waits."""
        for rank, made in enumerate(requests):
            if made.state != "more" and self.dice.random() >= self.told["threads"]:
                continue
            day = self._at(made.more_on or made.acknowledged_on or self.today)
            question = self._message(Message.OPERATOR, "questions", day)
            answer = self._message(Message.ASKER, "answers", day + dt.timedelta(days=1))
            yield rank, [question] if made.state == "more" else [question, answer]

    def _message(self, side: str, texts: str, day: dt.datetime) -> Message:
        text = typeset(self.dice.choice(self.told[texts]))
        return Message(side=side, text=text, written_at=min(day, self.now))


def _act(now: dt.datetime, perimeter: str) -> None:
    """What the personas ask and answer, day by day."""
    territory = territory_holding(ARVE, perimeter)
    for line in told()["personas"]:
        begun = now + dt.timedelta(days=line.get("sent", -2))
        email = CONTACT if line.get("by") == COMPANY else LEAD
        asker = actor_named(email, on=localdate(now))
        referent = actor_named(REFERENT, on=localdate(now))
        if not territory or asker is None or referent is None:
            return
        _live(line, begun, now, territory, asker, referent)


def _live(
    line: Mapping[str, Any],
    begun: dt.datetime,
    now: dt.datetime,
    territory: str,
    asker: Actor,
    referent: Actor,
) -> None:
    wanted = Wanted(
        measure=line["measure"],
        asked_by=COMPANY,
        territory=territory,
        company_name="Décolletage de l’Arve (démonstration)",
        siret=_siret(asker),
        purpose=typeset(line["purpose"]),
        cost=3_000_000,
        asked_amount=400_000,
        facts={"size": "small", "sector": "industry", "has_tutor": True},
    )
    made = ask_request(by=asker, now=begun, wanted=wanted)
    for rank, verb in enumerate(line["road"]):
        at = min(begun + dt.timedelta(days=4 * rank), now)
        more: dict[str, Any] = {"reason": _reason(verb)} if verb in REASONED else {}
        if verb == "grant":
            more = {"amount": 400_000}
        by = asker if verb in OF_ASKERS else referent
        made = STEPS[verb](by=by, now=at, request=made, **more)
    if "instruct" in line["road"]:
        note = typeset("À voir avec la délégation régionale (note inventée).")
        write_note(by=referent, now=now, request=made, text=note)


def _siret(asker: Actor) -> str:
    """That of the company that asks; one that nobody has when the territory asks for it."""
    own = asker.codes(ScopeKind.COMPANY, role="company")
    held = Organisation.objects.filter(kind=Organisation.COMPANY, code__in=own).first()
    return held.siret if held else NO_COMPANY


def _reason(verb: str) -> str:
    texts = {
        "ask_more": told()["questions"],
        "reply": told()["answers"],
        "refuse": told()["reasons"],
    }
    return typeset(texts.get(verb, ["Le projet a changé (inventé)."])[0])
