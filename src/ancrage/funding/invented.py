"""Drawing the made-up money of the demonstration: the same seed and day give the same."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stdnum import luhn

from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Commitment, Dossier, Envelope, Project
from ancrage.funding.models.dossiers import GRANTED, INSIDE
from ancrage.funding.rules.splitting import split
from ancrage.kernel.text import typeset
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.places import Atlas

PLACE = ("programme", "commune", "commune_name", "regions", "territory", "territory_name", "place")
"""What a dossier has of the request that it comes from."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A made-up beneficiary in a real commune: no company has a SIREN that begins with 0000."""

    name: str
    siren: str
    siret: str
    commune: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """An action sheet that financers may pay together: its territory, its cost in cents."""

    code: str
    title: str
    scope: str
    cents: int | None


@dataclass
class Drawn:
    """What was drawn: dossiers, their commitments, their amounts in the order of dates."""

    dossiers: list[Dossier] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


class Draw:
    """Draws dossiers of one scheme after the other."""

    def __init__(self, told: Mapping[str, Any], atlas: Atlas, names: Mapping[str, str]) -> None:
        self.told, self.atlas, self.names = told, atlas, names
        self.dice = random.Random(told["seed"])  # noqa: S311 nothing is secret here
        self.listed = atlas.register.versions[0].valid_from
        held = atlas.register.assignments(atlas.register.versions[-1])
        by_territory: dict[str, list[str]] = {}
        for code in sorted(held):
            by_territory.setdefault(held[code].territory.code, []).append(code)
        self.territories = [by_territory[code] for code in sorted(by_territory)]
        self.outside = sorted(atlas.of_communes.keys() - held.keys())
        self.firms = [self._firm(rank) for rank in range(told["firms"])]

    def _firm(self, rank: int) -> Firm:
        dice = self.dice
        if dice.random() < self.told["outside"]:
            commune = dice.choice(self.outside)
        else:
            commune = dice.choice(self.territories[rank % len(self.territories)])
        siren = _with_key(f"0000{rank:04d}")
        name = f"{dice.choice(self.told['companies'])} {dice.choice(self.told['names'])}"
        return Firm(f"{name} n° {rank} (inventé)", siren, _with_key(f"{siren}0001"), commune)

    def scheme(
        self, scheme: Mapping[str, Any], count: int, envelope: Envelope, today: dt.date
    ) -> Drawn:
        """So many dossiers of a scheme, day after day. `envelope`: what grants to territories are
        drawn on, once there is a list."""
        drawn = Drawn()
        first = max(self.told["first"], scheme.get("since", self.told["first"]))
        span = (today - first).days
        for rank, day in enumerate(sorted(self.dice.randrange(span) for _ in range(count))):
            dossier = self._dossier(scheme, first + dt.timedelta(days=day), rank)
            drawn.dossiers.append(dossier)
            _Life(self, scheme, dossier, drawn, envelope, today).tell()
        return drawn

    def requested(
        self,
        scheme: Mapping[str, Any],
        requests: Sequence[ServiceRequest],
        envelope: Envelope,
        today: dt.date,
        drawn: Drawn,
    ) -> None:
        """The dossiers of requests that were made on the site, with their numbers and answers."""
        for request in requests:
            asked: dt.date = request.sent_on  # type: ignore[assignment]
            dossier = self._dossier(scheme, asked, 0)
            dossier.number, dossier.request = request.number, request.code
            dossier.beneficiary = request.company_name or dossier.beneficiary
            dossier.purpose = request.purpose[:256]
            for name in PLACE:
                setattr(dossier, name, getattr(request, name))
            dossier.region = self.atlas.of_communes[request.commune][0]
            drawn.dossiers.append(dossier)
            _Life(self, scheme, dossier, drawn, envelope, today).follow(request)

    def projects(self, dossiers: Sequence[Dossier], sheets: Sequence[Sheet]) -> list[Project]:
        """Sheets that two or three financers pay together: one co-funding identifier for all."""
        free: dict[str, list[Dossier]] = {}
        for dossier in dossiers:
            if dossier.territory and dossier.outcome == GRANTED:
                free.setdefault(dossier.territory, []).append(dossier)
        made = []
        for sheet in sheets:
            mates = self._mates(free.get(sheet.scope, []))
            if len(mates) < 2:
                continue
            project = Project(
                name=sheet.title, sheet=sheet.code, total_cents=sheet.cents, is_demonstration=True
            )
            for dossier in mates:
                dossier.project, dossier.sheet = project, sheet.code
            made.append(project)
        return made

    def _mates(self, free: list[Dossier]) -> list[Dossier]:
        """Two or three dossiers of different financers, taken out of those that are free."""
        found: dict[str, Dossier] = {}
        for _try in range(6):
            if free and len(found) < 3:
                dossier = free.pop(self.dice.randrange(len(free)))
                found.setdefault(dossier.financer, dossier)
        return list(found.values())

    def _dossier(self, scheme: Mapping[str, Any], asked: dt.date, rank: int) -> Dossier:
        dice, firm = self.dice, self.dice.choice(self.firms)
        spot = self.atlas.spot(firm.commune, asked)
        public = f"Collectivité n° {int(firm.siren[:8])} (inventé)"
        return Dossier(
            financer=scheme["financer"],
            financer_name=scheme["name"],
            measure=scheme["measure"],
            measure_name=self.names.get(scheme["measure"], scheme["measure"]),
            need=scheme["need"],
            aid_basis=scheme["basis"],
            scheme=f"demo-{scheme['measure']}",
            scheme_name=f"{self.names.get(scheme['measure'], scheme['measure'])} (inventé)",
            number=f"INV-{scheme['measure'][:8].upper()}-{rank:06d}",
            year=asked.year,
            siret=firm.siret,
            siren=firm.siren,
            beneficiary=public if scheme.get("public") else firm.name,
            purpose=typeset(dice.choice(self.told["purposes"])),
            programme=self.atlas.programme,
            commune=spot.commune,
            commune_name=spot.commune_name,
            region=self.atlas.of_communes[firm.commune][0],
            regions=spot.regions,
            territory=spot.territory,
            territory_name=spot.territory_name,
            place=spot.place,
            placed_on=asked,
            asked_on=asked,
            is_reserved=dice.random() < self.told["reserved"],
            is_verified=dice.random() < self.told["verified"],
            is_demonstration=True,
        )


@dataclass
class _Life:
    """What happens to one dossier, up to today."""

    draw: Draw
    scheme: Mapping[str, Any]
    dossier: Dossier
    drawn: Drawn
    envelope: Envelope
    today: dt.date

    def tell(self) -> None:
        """From the demand to the last payment."""
        dice, dossier = self.draw.dice, self.dossier
        asked: dt.date = dossier.asked_on  # type: ignore[assignment]
        low, high = self.scheme["euros"]
        cents = low * 100 if low == high else dice.randrange(low, high, 100) * 100
        self._post("requested", cents, asked)
        days = self._days()
        started = asked + dt.timedelta(days=dice.randint(2, max(days // 3, 3)))
        if started <= self.today:
            dossier.instructed_on = started
            self._post("instruction", cents, started)
        decided = max(started, asked + dt.timedelta(days=days))
        if decided > self.today:
            return
        dossier.decided_on = decided
        if dice.random() < self.draw.told["endings"]["withdrawn"]:
            dossier.outcome = "withdrawn"
            self._post("cancelled", cents, decided)
        elif dice.random() < self._rate():
            dossier.outcome = GRANTED
            self._pay(round(cents * dice.uniform(0.6, 1) / 1000) * 1000 or cents, decided)
        else:
            dossier.outcome = "refused"
            self._post("cancelled", cents, decided)

    def follow(self, request: ServiceRequest) -> None:
        """What a request that was made on the site became."""
        asked: dt.date = request.sent_on  # type: ignore[assignment]
        cents = request.asked_amount or 100_000
        self._post("requested", cents, asked)
        started = request.instructed_on or request.acknowledged_on
        if started:
            self.dossier.instructed_on = started
            self._post("instruction", cents, started)
        decided = request.decided_on or request.withdrawn_on
        if decided is None:
            return
        self.dossier.decided_on, self.dossier.outcome = decided, request.outcome
        if request.outcome == GRANTED:
            self._pay(request.granted_amount or cents, decided)
        else:
            self._post("cancelled", cents, decided)

    def _pay(self, cents: int, decided: dt.date) -> None:
        """What is granted is paid in parts; some is given up, or paid back."""
        dice, endings = self.draw.dice, self.draw.told["endings"]
        self._post("granted", cents, decided, self._commitment(decided))
        parts = split(cents, [dice.randint(1, 4) for _ in range(self._payments())])
        is_short = dice.random() < endings["decommitted"]
        day = decided
        for rank, part in enumerate(parts):
            day += dt.timedelta(days=dice.randint(25, 240))
            if day > self.today:
                return
            if is_short and rank == len(parts) - 1:
                self._post("decommitted", part, day)
                return
            self._post("ordered", part, day)
            paid = day + dt.timedelta(days=dice.randint(3, 30))
            if paid > self.today:
                return
            self._post("paid", part, paid)
        back = day + dt.timedelta(days=90)
        if dice.random() < endings["recovered"] and back <= self.today:
            self._post("recovered", parts[-1] // 2 or 1, back)

    def _payments(self) -> int:
        return self.draw.dice.randint(1, self.scheme["payments"])

    def _is_served_first(self) -> bool:
        asked: dt.date = self.dossier.asked_on  # type: ignore[assignment]
        return self.dossier.place == INSIDE and asked >= self.draw.listed

    def _effect(self, name: str) -> float:
        told = self.scheme.get("inside", {}) if self._is_served_first() else {}
        return float(told.get(name, 0))

    def _rate(self) -> float:
        return float(self.scheme["rate"]) + self._effect("rate") / 100

    def _days(self) -> int:
        typical: float = self.scheme["days"] + self._effect("days")
        return max(5, round(typical * self.draw.dice.lognormvariate(0, 0.35)))

    def _commitment(self, day: dt.date) -> Commitment:
        """A commitment of its own; for some, that of the dossier before."""
        paying = self.envelope if self._is_served_first() else None
        held = self.drawn.commitments
        if held and held[-1].envelope is paying and self.draw.dice.random() < self._shared:
            return held[-1]
        number = f"INV-EJ-{self.scheme['measure'][:8].upper()}-{len(held) + 1:06d}"
        made = Commitment(
            financer=self.dossier.financer, number=number, envelope=paying, committed_on=day
        )
        held.append(made)
        return made

    @property
    def _shared(self) -> float:
        return float(self.draw.told["shared"])

    def _post(
        self, stage: str, cents: int, day: dt.date, commitment: Commitment | None = None
    ) -> None:
        told = "Décision" if stage in {"granted", "decommitted"} else "Pièce"
        self.drawn.postings.append(
            Posting(
                stage=stage,
                cents=cents,
                event_on=day,
                dossier=self.dossier,
                commitment=commitment,
                document=f"{told} {self.dossier.number} (inventée)",
                is_verified=self.dossier.is_verified,
            )
        )


def _with_key(digits: str) -> str:
    """These digits with the one that makes their check right (Luhn)."""
    return digits + str(luhn.calc_check_digit(digits))
