"""The rows of an invitation table: what each means, and every fault that they hold, at once."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ancrage.files.spreadsheets import Sheet, SheetRow
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.problems import Problem
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.text import fold, typeset
from ancrage.people.actions.roles import Term
from ancrage.people.models import Organisation
from ancrage.people.queries.organisations import OrganisationBook, OrganisationChoice
from ancrage.people.queries.scopes import NamedScope, among, named_scopes
from ancrage.people.roles import RoleKind, role_kinds
from ancrage.people.rules.names import clean_name

EMAIL, GIVEN, FAMILY, ROLE = "email", "given", "family", "role"
SCOPE, ORGANISATION, NUMBER, SINCE, UNTIL = "scope", "organisation", "number", "since", "until"
HEADINGS = {
    EMAIL: "Adresse électronique",
    GIVEN: "Prénom",
    FAMILY: "Nom",
    ROLE: "Rôle",
    SCOPE: "Territoire, région ou opérateur",
    ORGANISATION: "Organisation",
    NUMBER: "SIREN ou SIRET",
    SINCE: "Du",
    UNTIL: "Au",
}
ALSO = {
    EMAIL: ("courriel", "e-mail", "email", "mail", "adresse e-mail", "adresse mail"),
    GIVEN: (),
    FAMILY: ("nom de famille",),
    ROLE: ("fonction",),
    SCOPE: ("territoire", "périmètre", "région", "opérateur"),
    ORGANISATION: ("structure", "entreprise", "intercommunalité"),
    NUMBER: ("siret", "siren", "siren/siret"),
    SINCE: ("début", "depuis", "date de début"),
    UNTIL: ("fin", "jusqu’au", "date de fin"),
}
REQUIRED = (EMAIL, FAMILY, ROLE, SCOPE)
NAME_LENGTH = 100
MOST_ROWS = 2000
"""More would not fit in the form that keeps the table from its preview to its confirmation."""
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """One role of one person, as a row asks for it."""

    row: int
    email: str
    given_name: str
    family_name: str
    role: str
    scope: Scope
    scope_label: str
    regions: frozenset[str]
    organisation: OrganisationChoice | None
    term: Term

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def digest(self, salt: str) -> str:
        """The row's digest: with a salt that can be erased, so that it names nobody then."""
        told = {
            "email": self.email,
            "name": self.name,
            "role": self.role,
            "scope": str(self.scope),
            "organisation": self.organisation.code if self.organisation else "",
            "since": self.term.since.isoformat(),
            "until": self.term.until.isoformat() if self.term.until else "",
        }
        return digest(salt + canonical(told))


@dataclass
class Books:
    """What names in a table are looked for in, read once for all of its rows."""

    today: dt.date
    scopes: dict[ScopeKind, list[NamedScope]] = field(default_factory=dict)

    @cached_property
    def organisations(self) -> OrganisationBook:
        return OrganisationBook()

    @cached_property
    def roles(self) -> dict[str, RoleKind]:
        """The kinds of role by every way of writing them."""
        return {
            fold(word): kind
            for kind in role_kinds().values()
            for word in (kind.label, kind.code, *kind.also)
        }

    def find_scopes(self, kind: ScopeKind, text: str) -> list[NamedScope]:
        if kind not in self.scopes:
            self.scopes[kind] = named_scopes(kind)
        return among(self.scopes[kind], text)


def read_rows(sheet: Sheet, *, today: dt.date) -> tuple[list[InvitedRow], list[Problem]]:
    """Every row that can be read, and every fault of the others, located."""
    columns, problems = _columns(sheet)
    if problems:
        return [], problems
    books = Books(today)
    readers = [_Reader(sheet.file, row, columns, books) for row in sheet.rows]
    found = [row for reader in readers if (row := reader.read()) is not None]
    problems = [problem for reader in readers for problem in reader.problems]
    problems += [*_doubled(sheet.file, columns, found), *_two_names(sheet.file, columns, found)]
    return found, sorted(problems, key=lambda problem: problem.row or 0)


def _columns(sheet: Sheet) -> tuple[dict[str, str], list[Problem]]:
    """The file's own heading of each column that we know; faults for those that are missing."""
    by_word = {fold(heading): heading for heading in reversed(sheet.headings)}
    columns = {}
    for key, heading in HEADINGS.items():
        word = next((w for w in map(fold, (heading, *ALSO[key])) if w in by_word), None)
        if word is not None:
            columns[key] = by_word[word]
    missing = [HEADINGS[key] for key in REQUIRED if key not in columns]
    return columns, [
        Problem(sheet.file, None, name, "la colonne manque.", "Reprenez les titres du modèle.")
        for name in missing
    ]


class _Reader:
    """Reads one row, noting its faults."""

    def __init__(self, file: str, row: SheetRow, columns: Mapping[str, str], books: Books) -> None:
        self.file, self.row, self.columns, self.books = file, row, columns, books
        self.problems: list[Problem] = []

    def text(self, key: str) -> str:
        return self.row.cells.get(self.columns.get(key, ""), "")

    def note(self, key: str, what: str, advice: str) -> None:
        column = self.columns.get(key, HEADINGS[key])
        problem = Problem(self.file, self.row.row, column, typeset(what), typeset(advice))
        self.problems.append(problem)

    def read(self) -> InvitedRow | None:
        email = self._email()
        given, family = self._name(GIVEN), self._name(FAMILY)
        kind = self._role()
        scope = self._scope(kind) if kind else None
        organisation = self._organisation(kind) if kind else None
        term = self._term()
        if self.problems or kind is None or scope is None or term is None:
            return None
        return InvitedRow(
            row=self.row.row,
            email=email,
            given_name=given,
            family_name=family,
            role=kind.code,
            scope=scope.scope,
            scope_label=scope.name,
            regions=scope.regions,
            organisation=organisation,
            term=term,
        )

    def _email(self) -> str:
        text = self.text(EMAIL).lower()
        try:
            validate_email(text)
        except ValidationError:
            what = f"« {text[:60]} » n’est pas une adresse." if text else "l’adresse manque."
            self.note(EMAIL, what, "Écrivez une adresse comme prenom.nom@exemple.fr.")
        return text

    def _name(self, key: str) -> str:
        text = clean_name(self.text(key))
        if key == FAMILY and not text:
            self.note(key, "le nom manque.", "Donnez-le.")
        if len(text) > NAME_LENGTH:
            self.note(key, "le nom est trop long.", f"{NAME_LENGTH} caractères au plus.")
        return text

    def _role(self) -> RoleKind | None:
        text = self.text(ROLE)
        kind = self.books.roles.get(fold(text))
        if kind is None:
            known = ", ".join(kind.label for kind in role_kinds().values())
            what = f"le rôle « {text[:60]} » n’existe pas." if text else "le rôle manque."
            self.note(ROLE, what, f"Les rôles : {known}.")
        return kind

    def _scope(self, kind: RoleKind) -> NamedScope | None:
        text = self.text(SCOPE)
        found = self.books.find_scopes(kind.scope, text)
        if len(found) == 1:
            return found[0]
        if not text:
            self.note(SCOPE, "le périmètre manque.", f"« {kind.label} » se tient quelque part.")
        elif not found:
            advice = "Écrivez le nom ou le code comme sur le site."
            self.note(SCOPE, f"« {text[:60]} » n’est pas connu.", advice)
        else:
            told = " ; ".join(named.label for named in found[:5])
            self.note(SCOPE, f"« {text[:60]} » en désigne {len(found)}.", f"Précisez : {told}.")
        return None

    def _organisation(self, kind: RoleKind) -> OrganisationChoice | None:
        """By its number, else by its name; a company that is new is known by both."""
        number, name = self.text(NUMBER), clean_name(self.text(ORGANISATION))
        if not number and not name:
            return None
        for key, text in ((NUMBER, number), (ORGANISATION, name)):
            found = self.books.organisations.find(kind.organisations, text) if text else []
            if len(found) == 1:
                return found[0]
            if len(found) > 1:
                told = " ; ".join(choice.label for choice in found[:5])
                self.note(key, f"« {text[:60]} » en désigne {len(found)}.", f"Précisez : {told}.")
                return None
        return self._new_company(kind, number, name)

    def _new_company(self, kind: RoleKind, number: str, name: str) -> OrganisationChoice | None:
        if Organisation.COMPANY not in kind.organisations:
            key, text = (NUMBER, number) if number else (ORGANISATION, name)
            labels = dict(Organisation.KINDS)
            kinds = ", ".join(str(labels[code]) for code in kind.organisations)
            self.note(key, f"« {text[:60]} » n’est pas connu.", f"« {kind.label} » : {kinds}.")
            return None
        siret = read_siret(number) if number else None
        if siret is None:
            what = f"le SIRET « {number[:40]} » est faux." if number else "le SIRET manque."
            self.note(NUMBER, what, "Quatorze chiffres, pour une entreprise que l’on ajoute.")
            return None
        if not name:
            self.note(ORGANISATION, "cette entreprise n’est pas connue.", "Donnez son nom.")
            return None
        return OrganisationChoice(Organisation.COMPANY, siret, name, siret)

    def _term(self) -> Term | None:
        since, until = self._day(SINCE) or self.books.today, self._day(UNTIL)
        if until is not None and until < since:
            self.note(UNTIL, "la fin précède le début.", "Vérifiez les deux dates.")
            return None
        return Term(since, until)

    def _day(self, key: str) -> dt.date | None:
        text = self.text(key)
        for pattern in DAYS if text else ():
            try:
                return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 a day
            except ValueError:
                continue
        if text:
            self.note(key, f"« {text[:40]} » n’est pas une date.", "Écrivez-la JJ/MM/AAAA.")
        return None


def _doubled(
    file: str, columns: Mapping[str, str], rows: Sequence[InvitedRow]
) -> Iterator[Problem]:
    first: dict[tuple[str, str, Scope], int] = {}
    for row in rows:
        key = (row.email, row.role, row.scope)
        if key in first:
            what = f"cette ligne répète la ligne {first[key]}."
            advice = "Gardez-en une seule."
            yield Problem(file, row.row, columns[EMAIL], what, advice)
        first.setdefault(key, row.row)


def _two_names(
    file: str, columns: Mapping[str, str], rows: Sequence[InvitedRow]
) -> Iterator[Problem]:
    first: dict[str, InvitedRow] = {}
    for row in rows:
        held = first.setdefault(row.email, row)
        if fold(held.name) != fold(row.name):
            what = typeset(f"cette adresse est celle de « {held.name} », ligne {held.row}.")
            advice = "Une adresse est celle d’une seule personne."
            yield Problem(file, row.row, columns[EMAIL], what, advice)
