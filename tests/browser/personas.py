"""The site of those who signed in: who they are, what waits for them, what they change."""

import re

from playwright.sync_api import Locator, Page

from tests.browser.screens import follow

NATIONAL = "Équipe nationale"
REGION = "Région Auvergne-Rhône-Alpes"
STATE = "État en Auvergne-Rhône-Alpes"
SECRETARIAT = "Secrétariat du comité régional"
NORMANDY = "Région Normandie"
ELECTED = "Élue référente de la vallée de l’Arve"
INDUSTRIAL = "Industriel référent de la vallée de l’Arve"
COMPANY = "Entreprise de la vallée de l’Arve"
PROJECT = "Cheffe de projet de la vallée de l’Arve"
REFERENT = "Référent Bpifrance"
EXPERT = "Experte de la mission"
SECOND_EXPERT = "Expert de la mission, seconde lecture"
AUDITOR = "Auditrice"
ADMINISTRATOR = "Administrateur"


def sign_in(page: Page, title: str) -> None:
    """Choose a person of the demonstration; the page asked for before comes next."""
    if not re.search(r"/connexion/(\?|$)", page.url):
        page.goto("/connexion/")
    heading = page.get_by_role("heading", name=title, exact=True)
    follow(page.get_by_role("listitem").filter(has=heading).get_by_role("button"))


def sign_out(page: Page) -> None:
    follow(page.get_by_role("banner").get_by_role("button", name="Se déconnecter"))


def press(page: Page, name: str) -> None:
    """A button of the page's content, that leads to a page."""
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def go(page: Page, name: str) -> None:
    """A link of the page's content."""
    follow(page.get_by_role("main").get_by_role("link", name=name, exact=True))


def said(locator: Locator) -> str:
    """What it says, on one line."""
    return " ".join(locator.inner_text().split())


class Space:
    """The menu of the pages that are mine."""

    def __init__(self, page: Page) -> None:
        self.menu = page.get_by_role("navigation", name="Mon espace")

    @property
    def pages(self) -> list[str]:
        """Their names, without how many things wait there."""
        return [re.sub(r" \(\d+\)$", "", link) for link in self.menu.locator("a").all_inner_texts()]

    def open(self, name: str) -> None:
        follow(self.menu.get_by_role("link", name=re.compile(rf"^{name}")))


class Inbox:
    """What waits for me, what there is to know."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto("/a-faire/")

    def _titles(self, section: str) -> list[str]:
        return [said(title) for title in self.page.locator(f"#{section} li h3").all()]

    @property
    def to_do(self) -> list[str]:
        return self._titles("a-faire")

    @property
    def to_know(self) -> list[str]:
        return self._titles("a-savoir")

    def open(self, title: str) -> None:
        """What waits, on the page where it is done."""
        follow(self.page.locator("#a-faire").get_by_role("link", name=title))

    def read_about(self, title: str) -> None:
        """What there is to know, on the page that tells it."""
        follow(self.page.locator("#a-savoir").get_by_role("link", name=title))


class AmendmentPage:
    """A change of the list, proposed by a region."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def propose(cls, page: Page, *, title: str, reason: str) -> "AmendmentPage":
        page.goto("/modifications/")
        go(page, "Proposer une modification")
        page.get_by_label("Titre").fill(title)
        page.get_by_label("Motif").fill(reason)
        press(page, "Ouvrir le brouillon")
        return cls(page)

    @property
    def state(self) -> str:
        return said(self.page.locator(".am-state .a-badge").first)

    @property
    def moves(self) -> list[str]:
        return [said(move) for move in self.page.locator("#changements .am-moves > li").all()]

    def choose_member(self, *, territory: str, place: str) -> None:
        """Up to the page that says what adding an intercommunalité would do."""
        self.choose_move("Ajouter une intercommunalité", territory)
        self.page.get_by_role("radio", name=place).check()
        press(self.page, "Voir ce que cela fait")

    def choose_move(self, kind: str, territory: str) -> None:
        go(self.page, "Ajouter un changement")
        follow(self.page.get_by_role("navigation", name="Quel changement").get_by_text(kind))
        self.page.get_by_role("combobox", name="Territoire").select_option(value=territory)
        press(self.page, "Continuer")

    def choose_name(self, *, territory: str, name: str) -> None:
        """Up to the page that says what a new name would do."""
        self.choose_move("Renommer", territory)
        self.page.get_by_label("Nouveau nom").fill(name)
        press(self.page, "Voir ce que cela fait")

    def add(self) -> None:
        press(self.page, "Ajouter ce changement")

    def submit(self) -> None:
        go(self.page, "Soumettre au comité régional")
        press(self.page, "Soumettre au comité régional")

    def decide(
        self, *, words: str, present: int, names: str = "", file: dict | None = None
    ) -> None:
        """The committee's favourable opinion, sat today."""
        go(self.page, "Consigner la décision du comité régional")
        main = self.page.get_by_role("main")
        main.get_by_role("combobox", name="Avis du comité").select_option(label="favorable")
        main.get_by_label("Nombre de présents").fill(str(present))
        main.get_by_label("Noms des présents").fill(names)
        main.get_by_label("Ce que le comité a décidé").fill(words)
        if file is not None:
            main.get_by_label("Relevé de décision").set_input_files(file)
        press(self.page, "Consigner la décision du comité régional")

    def accept(self) -> None:
        go(self.page, "Accepter et publier la nouvelle liste")
        press(self.page, "Accepter et publier la nouvelle liste")


class MissionPage:
    """A mission of identification, for those who conduct it and those who read for it."""

    def __init__(self, page: Page, code: str) -> None:
        self.page = page
        self.address = f"/mission/{code}/"

    @classmethod
    def prepare(cls, page: Page, *, code: str, name: str, base: str, until: str) -> "MissionPage":
        page.goto("/mission/")
        go(page, "Préparer une mission")
        main = page.get_by_role("main")
        main.get_by_label("Nom de la mission").fill(name)
        main.get_by_label("Code").fill(code)
        main.get_by_label("À quoi elle sert").fill("Lire ce que les chiffres ne disent pas.")
        main.get_by_role("combobox", name="Règles dans lesquelles").select_option(value=base)
        for field in ("Fin des candidatures", "Fin des lectures"):
            main.get_by_label(field).fill(until)
        press(page, "Préparer")
        return cls(page, code)

    def declare_bonus(self, percent: str) -> None:
        self.page.locator("#poids").get_by_label("Bonus, en %").fill(percent)
        press(self.page, "Déclarer")

    def appoint(self, name: str, discipline: str) -> None:
        form = self.page.locator("#experts .a-form--inline")
        form.get_by_label("Personne").select_option(label=name)
        form.get_by_label("Discipline").select_option(label=discipline)
        press(self.page, "Nommer")

    def pick(self, *territories: str) -> None:
        """Territories of the mission's identification become its candidates."""
        self.page.goto(f"{self.address}candidats/choisir/")
        for code in territories:
            self.page.locator(f"input[name=territory][value='{code}']").check()
        press(self.page, "Les retenir comme candidats")

    def declare_no_interest(self) -> None:
        self.page.goto(f"{self.address}interets/")
        for box in self.page.get_by_role("radio", name="Aucun conflit").all():
            box.check()
        press(self.page, "Enregistrer mes déclarations")

    def read(self, candidate: int, mark: int) -> None:
        """Give the same mark to every criterion, saved and not locked."""
        self.page.goto(f"{self.address}candidats/{candidate}/lecture/")
        for criterion in self.page.locator(".m-criterion").all():
            criterion.locator(f"input[value='{mark}']").check()
            criterion.get_by_label("Commentaire").fill(f"Je note {mark}.")
        press(self.page, "Enregistrer")

    def compare(self, candidate: int) -> None:
        self.page.answer = self.page.goto(f"{self.address}candidats/{candidate}/lectures/")
