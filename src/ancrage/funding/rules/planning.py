"""Which dossier each line of a financer's file is about, what it moves, what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.columns import DOSSIERS, PAYMENTS
from ancrage.funding.rules.filed import Filed, Note
from ancrage.funding.rules.paying import Payments
from ancrage.funding.rules.plan import (
    CHANGED,
    CUTS,
    FIELDS,
    MADE,
    OF_PAYMENTS,
    OUTCOMES,
    SAME,
    Options,
    Plan,
    Planned,
    Waiting,
    World,
)
from ancrage.funding.rules.steps import AMOUNTS, NEW, Known, Steps
from ancrage.kernel.text import typeset


class Planner:
    """Plans the lines of one file, in their order."""

    def __init__(self, world: World, options: Options) -> None:
        self.world, self.options = world, options
        self.payments = Payments(world, options)
        self.by_code = {known.code: known for known in world.dossiers}
        self.by_number: dict[str, list[Known]] = defaultdict(list)
        self.by_commitment: dict[str, list[Known]] = defaultdict(list)
        for known in world.dossiers:
            if known.number:
                self.by_number[known.number].append(known)
            for number in filter(None, known.commitments):
                self.by_commitment[number].append(known)
        self.by_waiting: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
        for one in world.waiting:
            for name in (("n", one.number), ("e", one.commitment)):
                if name[1]:
                    self.by_waiting[name].append(one)

    def plan(self, lines: Iterable[Filed]) -> Plan:
        """What these lines would do."""
        filed_lines = list(lines)
        groups: dict[object, list[tuple[Filed, Known, str]]] = {}
        for filed in filed_lines:
            key, known, how = self._found(filed)
            self._check_codes(filed)
            if not filed.faults:
                groups.setdefault(key, []).append((filed, known, how))
        self._join(groups)
        found = [one for group in groups.values() if (one := self._group(group)) is not None]
        self._check_envelopes(found)
        faulty = frozenset(filed.row for filed in filed_lines if filed.faults)
        return Plan(
            [one for one in found if not one.is_refused],
            [one for one in self.payments.loose if not one.filed.faults],
            [fault for filed in filed_lines for fault in filed.faults],
            [note for filed in filed_lines if not filed.faults for note in filed.notes],
            faulty,
        )

    def blame(self, filed: Filed, name: str, what: str, advice: str) -> None:
        """Note a fault of a line."""
        self.payments.blame(filed, name, what, advice)

    # Which dossier a line is about

    def _found(self, filed: Filed) -> tuple[object, Known, str]:
        """What groups the line with others, its dossier (NEW if there is none), how it is found."""
        told = filed.told
        if code := told.get("code"):
            known = self.by_code.get(code)
            if known is None:
                what = f"{code} n’est pas un dossier de ce financeur."
                self.blame(filed, "code", what, "Vérifiez le code, ou laissez la cellule vide.")
                return code, NEW, ""
            return known.pk, known, "son code"
        if number := told.get("number"):
            among = [k for k in self.by_number.get(number, ()) if _is_same(filed, k)]
            return self._one(filed, among, ("n", number), "son numéro")
        if numbers := told.get("commitment"):
            among = [k for k in self.by_commitment.get(numbers[-1], ()) if _is_same(filed, k)]
            return self._one(filed, among, ("e", *numbers), "son engagement")
        if not filed.faults and (self.options.layout == DOSSIERS or not filed.company):
            what = "rien ne dit de quel dossier il s’agit."
            self.blame(filed, "number", what, "Donnez son numéro, ou celui de son engagement.")
        return ("s", filed.company), NEW, ""

    def _one(
        self, filed: Filed, among: Sequence[Known], name: tuple[str, ...], how: str
    ) -> tuple[object, Known, str]:
        if len(among) == 1:
            return among[0].pk, among[0], how
        if among and self.options.layout == DOSSIERS:
            codes = ", ".join(known.code for known in among[:5])
            field_name = "number" if name[0] == "n" else "commitment"
            what = f"plusieurs dossiers répondent : {codes}."
            self.blame(filed, field_name, what, "Donnez le SIRET et l’exercice, ou le code.")
        return (*name, filed.company, filed.get("year")), NEW, ""

    def _join(self, groups: dict[object, list[tuple[Filed, Known, str]]]) -> None:
        """A payment that tells a commitment alone is of the new dossier that is granted on it."""
        granted: dict[str, set[object]] = defaultdict(set)
        for key, group in groups.items():
            if group[0][1] is NEW and "number" in group[0][0].told:
                for number in group[0][0].told.get("commitment", ()):
                    granted[number].add(key)
        for key in [k for k in groups if isinstance(k, tuple) and k[0] == "e"]:
            among = granted.get(key[1], set())
            if len(among) == 1:
                groups[next(iter(among))] += groups.pop(key)

    def _check_codes(self, filed: Filed) -> None:
        """The codes of things of Ancrage must be some."""
        for name, what in (("sheet", "cette fiche"), ("request", "cette sollicitation")):
            code = filed.told.get(name)
            if code and code not in self.world.known_codes:
                self.blame(filed, name, f"{what} n’existe pas.", "Vérifiez le code.")
        project = filed.told.get("project", "")
        if project.startswith("P-") and project not in self.world.known_codes:
            self.blame(filed, "project", "ce projet n’existe pas.", "Vérifiez l’identifiant.")
        envelope = filed.told.get("envelope")
        if envelope and envelope not in self.world.envelopes:
            advice = "Donnez le code d’une enveloppe de crédits ouverts."
            self.blame(filed, "envelope", "cette enveloppe n’existe pas.", advice)

    # What the lines of one dossier do

    def _group(self, group: Sequence[tuple[Filed, Known, str]]) -> Planned | None:
        first, known, how = group[0]
        lines = [filed for filed, _known, _how in group]
        if self.options.layout == DOSSIERS:
            for filed in lines[1:]:
                what = f"ce dossier est déjà à la ligne {first.row}."
                advice = "Gardez-en une ; s’il y a une ligne par paiement, dites-le."
                self.blame(filed, "number", what, advice)
            lines = [first]
        told = self._merged(lines)
        grants = bool(known.commitments) or any("granted_amount" in f.told for f in lines)
        if not grants and any(filed.told.get("paid_amount") for filed in lines):
            for filed in lines:
                self.payments.keep_loose(filed)
            told = {name: value for name, value in told.items() if name not in OF_PAYMENTS}
            if known is NEW and not any(name in told for name in AMOUNTS.values()):
                return None
            lines = []
        rows = [filed.row for filed, _known, _how in group]
        one = Planned(first, known, rows, told, how=how)
        self._plan(one, lines)
        return one

    def _merged(self, lines: Sequence[Filed]) -> dict[str, Any]:
        """What the lines of a dossier tell of it together; a line that says otherwise is blamed."""
        if len(lines) == 1 and self.options.layout == DOSSIERS:
            return lines[0].told
        found: dict[str, Any] = {}
        by: dict[str, int] = {}
        for filed in lines:
            for name, value in filed.told.items():
                if name in OF_PAYMENTS:
                    continue
                if name.endswith("_amount") and found.get(name, value) != value:
                    what = f"{euros(value)} ici, {euros(found[name])} à la ligne {by[name]}."
                    self.blame(filed, name, what, "Un dossier a le même montant à chaque ligne.")
                found.setdefault(name, value)
                by.setdefault(name, filed.row)
        return found

    def _plan(self, one: Planned, lines: Sequence[Filed]) -> None:
        known, options = one.known, self.options
        head = Filed(one.filed.row, one.told)
        steps = Steps(head, known, options.as_at, options.decreases, options.headings)
        steps.of_dossier()
        one.filed.faults += steps.faults
        one.filed.notes += steps.notes
        self._name(one)
        if one.filed.faults:
            self._refuse(one, lines)
        elif options.layout == PAYMENTS:
            for filed in lines:
                self.payments.pay(one, steps, filed)
            one.is_refused = bool(lines) and all(filed.faults for filed in lines)
        elif "paid_amount" in one.told:
            one.released = [waiting.pk for waiting in self._waiting_for(one)]
        one.steps = tuple(steps.found)
        one.is_recut = bool(known.gross) and not CUTS.isdisjoint(one.changes)
        is_changed = one.steps or one.changes or one.released
        one.kind = MADE if known is NEW else CHANGED if is_changed else SAME

    def _refuse(self, one: Planned, lines: Iterable[Filed]) -> None:
        """A dossier at fault takes none of its lines."""
        one.is_refused = True
        for filed in lines:
            if not filed.faults:
                what = f"le dossier de cette ligne est à corriger, ligne {one.filed.row}."
                self.blame(filed, "number", what, "Corrigez-la d’abord.")

    def _name(self, one: Planned) -> None:
        """What the line says of the dossier beside its amounts."""
        told, known = one.told, one.known
        if known is NEW and "year" not in told:
            days = (told.get(name) for name in ("decided_on", "asked_on", "instructed_on"))
            told["year"] = next((day.year for day in days if day), self.options.as_at.year)
            text = typeset("exercice non dit : celui de la décision, sinon de la demande")
            one.filed.notes.append(Note(one.filed.row, "", text, str(told["year"])))
        number = _bare(known.number)
        if number and told.get("number", number) != number:
            what = f"{known.code} a le numéro {known.number}."
            self.blame(one.filed, "number", what, "Le numéro d’un dossier ne change pas.")
        if outcome := OUTCOMES.get(told.get("state", "")):
            told["outcome"] = outcome
        link = (told.get("number", known.number), told.get("siret", known.siret))
        if "request" not in told and not known.fields.get("request") and link in self.world.links:
            told["request"] = self.world.links[link]
        if known.siret:
            told.pop("siret", None)
        for name in FIELDS:
            if name in told and told[name] != _bare(known.fields.get(name)):
                one.changes[name] = (known.fields.get(name), told[name])

    def _waiting_for(self, one: Planned) -> list[Waiting]:
        """The payments that wait and that this dossier's amounts now hold: by exact key."""
        names = [("n", one.told.get("number") or one.known.number)]
        names += [("e", number) for number in one.told.get("commitment", one.known.commitments)]
        siren = one.told.get("siren") or one.known.siren
        found = {
            waiting.pk: waiting
            for name in names
            for waiting in self.by_waiting.get(name, ())
            if waiting.siren in ("", siren)
        }
        return list(found.values())

    def _check_envelopes(self, found: Iterable[Planned]) -> None:
        """The credits of an envelope are not granted twice."""
        left = dict(self.world.envelopes)
        for one in found:
            code = one.told.get("envelope")
            granted = sum(step.cents for step in one.steps if step.stage == "granted")
            if not code or not granted or one.known.commitments or one.is_refused:
                continue
            if left[code] < granted:
                what = f"l’enveloppe {code} n’a plus que {euros(left[code])}."
                self.blame(one.filed, "granted_amount", what, "Vérifiez le montant, l’enveloppe.")
                one.is_refused = True
            else:
                left[code] -= granted


def _is_same(filed: Filed, known: Known) -> bool:
    """Whether a dossier of that number is the one of a line, by its company and its year."""
    told = filed.told
    if told.get("siret") and known.siret and told["siret"] != known.siret:
        return False
    if filed.company and known.siren and filed.company != known.siren:
        return False
    return bool(told.get("year", known.year) == known.year)


def _bare(held: Any) -> Any:  # noqa: ANN401 a field of a dossier
    """A text as a cell tells it: its words one space apart."""
    return " ".join(held.split()) if isinstance(held, str) else held
