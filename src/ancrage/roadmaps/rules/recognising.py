"""Which column of a file is which: by its title, in any order, however offices write it.

A column has a target: a field (« title »), a column of a row (« milestones.2.due »), an indicator
of the common core (« indicators.jobs_created.target »), an amount of a financer that the title
names (« funding.asked »), or "" for what is not taken. A sheet of a workbook may hold rows instead
(`ROWS`): one financing, milestone or indicator a line, with what tells whose it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ancrage.files.rules.headers import bare_heading
from ancrage.kernel.text import fold
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.fields import Form
from ancrage.roadmaps.rules.financers import Financers
from ancrage.roadmaps.rules.funding import STAGES

IGNORED, CODE, PRIVATE, PLAN, YEAR = "", "code", "private", "funding", "year"
SHEETS, FUNDING, MILESTONES, INDICATORS = "sheets", "funding", "milestones", "indicators"
ROWS = (FUNDING, MILESTONES, INDICATORS)
PAGES = (SHEETS, *ROWS)
"""What a sheet of a workbook holds, one a line."""
OWN = {CODE: "Code Ancrage", PRIVATE: "Réservée", PLAN: "Plan de financement"}
"""Our own titles of what is no field."""
NEVER = ("a corriger", "fichier d origine", "cellules fautives", "etape", "territoire")
"""Titles of our own files that are for the eye."""
ALSO = {
    CODE: ("code fiche ancrage", "code de la fiche ancrage"),
    PRIVATE: ("confidentiel", "confidentielle", "confidentialité", "réservé"),
    PLAN: ("financement", "financements", "financeurs", "cofinancements", "cofinanceurs"),
    YEAR: ("année", "année des montants", "exercice", "année budgétaire"),
}
NUMBERED = (
    (r"(?:co ?)?financeur(?: n)? (\d{1,2})(?: nom)?", "financer.{}.name"),
    (r"montant(?: du| de)?(?: financement| financeur)? (\d{1,2})", "financer.{}.amount"),
    (r"financeur (\d{1,2}) montant", "financer.{}.amount"),
    (
        r"(?:annee(?: financeur| financement)? (\d{1,2})|financeur (\d{1,2}) annee)",
        "financer.{}.year",
    ),
    (r"(?:stade(?: financeur)? (\d{1,2})|financeur (\d{1,2}) stade)", "financer.{}.stage"),
    (r"(?:jalon|etape)(?: n)? (\d{1,2})", "milestones.{}.title"),
    (
        r"(?:date|echeance|date prevue)(?: (?:du|de) )?(?: ?jalon| ?etape)? (\d{1,2})"
        r"|(?:jalon|etape) (\d{1,2}) (?:date|echeance|prevu|date prevue)",
        "milestones.{}.due",
    ),
    (r"(?:jalon|etape) (\d{1,2}) (?:fait|realise|date realisee)", "milestones.{}.done"),
)
OF_ROWS: Mapping[str, Mapping[str, Sequence[str]]] = {
    FUNDING: {
        "financer": ("financeur", "cofinanceur", "financeurs", "nom du financeur", "organisme"),
        "kind": ("nature", "nature du financeur", "type de financeur"),
        "year": ("année", "exercice", "an"),
        "stage": ("stade", "état du financement", "statut du financement", "statut"),
        "amount": ("montant", "montant (€)", "somme", "montant du financement"),
        **dict.fromkeys(STAGES, ()),
    },
    MILESTONES: {
        "title": ("jalon", "étape", "intitulé du jalon", "nom du jalon"),
        "due": ("prévu", "prévue", "échéance", "date", "date prévue"),
        "done": ("fait", "réalisé", "date de réalisation", "fait le"),
    },
    INDICATORS: {
        "label": ("indicateur", "nom de l’indicateur", "libellé de l’indicateur"),
        "indicator": ("indicateur commun",),
        "unit": ("unité",),
        "baseline": ("valeur de départ", "départ", "valeur initiale", "référence initiale"),
        "target": ("cible", "objectif", "valeur cible"),
        "by": ("à l’échéance de", "échéance", "date cible"),
        "observed": ("réalisé", "observé", "valeur observée", "résultat"),
    },
}
HEADS = {FUNDING: ("financer",), MILESTONES: ("title",), INDICATORS: ("label", "indicator")}
"""What a line of rows must tell."""
WHOSE = {CODE: CODE, "reference": "sheet_reference", "title": "sheet_title"}
"""What tells whose rows are, by field."""
COUNT = re.compile(r"^(?:nb|nbre|nombre)(?: (?:de|d))? ")
OBSERVED = ("realise", "realises", "observe", "constate", "obtenu")
BASELINE = ("depart", "initial", "initiale", "actuel", "actuels")


@dataclass(frozen=True)
class Recogniser:
    """The words of columns, from the form and the vocabularies."""

    form: Form
    financers: Financers
    indicators: Mapping[str, str]

    @cached_property
    def words(self) -> dict[str, str]:
        """Targets by folded title; what comes first in the form has the word."""
        found: dict[str, str] = dict.fromkeys(NEVER, IGNORED)
        for target, label in OWN.items():
            found[fold(label)] = target
        for field in self.form:
            for way in field.headings:
                found.setdefault(fold(way), field.code)
        for target, ways in ALSO.items():
            for way in ways:
                found.setdefault(fold(way), target)
        return found

    @cached_property
    def knows(self) -> Callable[[str], bool]:
        """Whether a title is one that is looked for, on a page of sheets or of rows. It is asked of
        the first cells of every line, which are often the same."""
        return lru_cache(maxsize=20_000)(self._knows)

    def _knows(self, heading: str) -> bool:
        folded = fold(bare_heading(heading))
        if folded in self.words:
            return True
        if bool(self.target_of(heading)):
            return True
        return any(folded in self.row_words[kind] for kind in ROWS)

    @cached_property
    def row_words(self) -> dict[str, dict[str, str]]:
        """Targets of the columns of rows by folded title, by what the page holds."""
        whose = {word: WHOSE[target] for word, target in self.words.items() if target in WHOSE} | {
            fold(w): "sheet_title" for w in ("fiche action", "fiche", "action")
        }
        found = {}
        for kind, told in OF_ROWS.items():
            own = {fold(way): target for target, ways in told.items() for way in ways}
            if kind == FUNDING:
                own |= {w: c for w, c in self.financers.stages.words.items() if " " not in w}
            found[kind] = {**whose, **own}
        return found

    def target_of(self, heading: str) -> str:
        """The target of a title on a page of sheets; "" when none is recognised."""
        folded = fold(bare_heading(heading))
        for way in (folded, fold(re.sub(r"\([^)]*\)", " ", heading))):
            if way in self.words:
                return self.words[way]
        for pattern, target in NUMBERED:
            if told := re.fullmatch(pattern, folded):
                return target.format(next(group for group in told.groups() if group))
        if indicator := self._indicator(folded):
            return indicator
        money = self.financers.heading(heading)
        return f"{PLAN}.{money.stage}" if money else IGNORED

    def _indicator(self, folded: str) -> str:
        column = "target"
        words = [
            word
            for word in COUNT.sub("", folded).split()
            if not re.fullmatch(r"20\d\d|cible|objectif", word)
        ]
        if any(word in OBSERVED for word in words):
            column = "observed"
        elif any(word in BASELINE for word in words):
            column = "baseline"
        rest = " ".join(w for w in words if w not in (*OBSERVED, *BASELINE))
        code = self.indicators.get(rest) or self.indicators.get(folded)
        return f"indicators.{code}.{column}" if code else IGNORED

    def page_kind(self, headings: Iterable[str]) -> str:
        """What a page holds, by its titles; "" when nothing tells."""
        folded = [fold(bare_heading(heading)) for heading in headings if heading]
        scores: dict[str, float] = {
            SHEETS: sum(1 for heading in headings if heading and self.target_of(heading))
        }
        for kind in ROWS:
            found = {self.row_words[kind].get(word, "") for word in folded} - {""}
            has_head = any(head in found for head in HEADS[kind])
            scores[kind] = len(found) + 0.5 if has_head and len(found) > 1 else 0
        best = max(scores, key=lambda kind: scores[kind])
        return best if scores[best] else ""

    def recognised(
        self, headings: Sequence[str], *, kind: str, chosen: Mapping[str, str]
    ) -> dict[str, str]:
        """The target of each title: as it was chosen, else as it is written.

        Two columns never fill one target, amounts of financers excepted.
        """
        found: dict[str, str] = {}
        taken: set[str] = set()
        ranked = sorted(headings, key=lambda heading: fold(heading) not in chosen)
        for heading in filter(None, ranked):
            asked = chosen.get(fold(heading))
            own = self._own(heading, kind)
            target = asked if asked is not None and self.is_target(asked, kind) else own
            is_several = target.startswith(f"{PLAN}.")
            found[heading] = IGNORED if target in taken and not is_several else target
            taken |= {found[heading]} - {IGNORED}
        return {heading: found.get(heading, IGNORED) for heading in headings}

    def _own(self, heading: str, kind: str) -> str:
        if kind == SHEETS:
            return self.target_of(heading)
        return self.row_words[kind].get(fold(bare_heading(heading)), IGNORED) if kind else IGNORED

    def is_target(self, target: str, kind: str) -> bool:
        """Whether a column of such a page may be that."""
        if kind != SHEETS:
            return not target or target in self.row_words.get(kind, {}).values()
        head, _dot, rest = target.partition(".")
        if head == PLAN:
            return not rest or rest in STAGES
        if head == "financer":
            return re.fullmatch(r"\d{1,2}\.(name|amount|year|stage)", rest) is not None
        return target in {IGNORED, CODE, PRIVATE, YEAR} or self._is_field(target)

    def _is_field(self, target: str) -> bool:
        try:
            field = self.form.field(target)
        except KeyError:
            return False
        whole = self.form.field(target.partition(".")[0])
        return field is whole or whole.kind == kinds.ROWS
