"""The tables of open data's pages."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.opendata.models import Publication
from ancrage.opendata.queries.conventions import Position, with_lacks
from ancrage.opendata.queries.delays import Duty
from ancrage.opendata.rules.described import TYPES_IN_WORDS, Described
from ancrage.opendata.rules.duty import Standing
from ancrage.people.middleware import ActorRequest
from ancrage.ui import table_files
from ancrage.ui.columns import plain
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table, build_table

INVENTED = gettext_lazy(
    "Démonstration : une partie de ces données est inventée. Une colonne le dit à chaque ligne, le "
    "nom du fichier aussi ; le fichier légal n’en contient aucune."
)
STANDINGS = {
    Standing.READY: gettext_lazy("prête"),
    Standing.PUBLISHED: gettext_lazy("publiée"),
    Standing.LACKING: gettext_lazy("à compléter"),
    Standing.WITHHELD: gettext_lazy("retenue"),
    Standing.NOT_DUE: gettext_lazy("pas concernée"),
}
SOURCE = "Ancrage, grand livre et publications"


def fields_table(request: ActorRequest, described: Described, *, prefix: str = "") -> Table:
    """The dictionary of a dataset."""
    return build_table(
        request,
        rows=described.fields,
        columns=[
            Column("colonne", _("Colonne"), lambda one: one.name, sortable=False),
            Column("titre", _("Titre"), lambda one: one.title, sortable=False),
            Column("sens", _("Sens"), lambda one: one.meaning, sortable=False),
            Column("nature", _("Nature"), lambda one: TYPES_IN_WORDS[one.kind], sortable=False),
            Column("unite", _("Unité"), lambda one: one.unit, sortable=False),
            Column("remplie", _("Toujours remplie"), lambda one: one.required, sortable=False),
        ],
        caption=_("Dictionnaire : %(title)s") % {"title": described.title},
        filename=f"dictionnaire-{described.code}",
        source=SOURCE,
        page_size=0,
        prefix=prefix,
        controls=False,
    )


def publications_table(
    request: ActorRequest, publications: Sequence[Publication], *, prefix: str = ""
) -> Table:
    """What was published, the last first."""
    return build_table(
        request,
        rows=publications,
        columns=[
            Column(
                "code",
                _("Publication"),
                lambda one: one.code,
                link=lambda one: link(request, "open_publication", one.code),
            ),
            Column("jeu", _("Jeu de données"), lambda one: one.title, filterable=True),
            Column("date", _("Publié le"), lambda one: localdate(one.published_at)),
            Column("lignes", _("Lignes"), lambda one: one.rows, numeric=True),
            Column("plus", _("Ajoutées"), lambda one: one.added, numeric=True),
            Column("moins", _("Retirées"), lambda one: one.removed, numeric=True),
            Column("autres", _("Changées"), lambda one: one.altered, numeric=True),
            Column("empreinte", _("Empreinte SHA-256"), lambda one: one.sha256, default=False),
            Column("demo", _("Démonstration"), lambda one: one.is_demonstration, default=False),
        ],
        caption=_("Publications, la plus récente d’abord"),
        filename="publications",
        source=SOURCE,
        prefix=prefix,
    )


def duties_table(request: ActorRequest, duties: Sequence[Duty], *, as_of: str) -> Table:
    """How each grantor stands."""

    def count(key: str, label: str, standing: Standing) -> Column:
        return Column(key, label, lambda one: one.counts[standing], numeric=True)

    return build_table(
        request,
        rows=duties,
        columns=[
            Column("attribuant", _("Attribuant"), lambda one: one.name),
            Column("siret", _("SIRET"), lambda one: one.siret, default=False),
            Column("dues", _("À publier"), lambda one: one.due, numeric=True),
            count("publiees", _("Publiées"), Standing.PUBLISHED),
            Column("retard", _("En retard"), lambda one: one.late, numeric=True),
            count("pretes", _("Prêtes"), Standing.READY),
            count("lacunes", _("À compléter"), Standing.LACKING),
            count("retenues", _("Retenues"), Standing.WITHHELD),
            Column("tard", _("Publiées en retard"), lambda one: one.published_late, numeric=True),
            Column("demo", _("Démonstration"), lambda one: one.is_demonstration),
        ],
        caption=_("Conventions à publier, par attribuant"),
        filename="conventions-par-attribuant",
        source=SOURCE,
        as_of=as_of,
        default_sort="-retard",
        prefix="a-",
    )


@dataclass(eq=False, kw_only=True)
class ConventionsTable(Table):
    """Agreements one by one: what each lacks is read for those alone that are shown or taken
    away."""

    day: dt.date

    @cached_property
    def shown_rows(self) -> Sequence[Position]:
        return with_lacks(self.rows[self.first - 1 : self.last], self.day)

    def export(self, format: str) -> HttpResponse:  # noqa: A002 the address says `format`
        """Every agreement that is kept, in the order and with the columns shown."""
        return table_files.export(self._whole(with_lacks(self.rows, self.day)), format)


def conventions_table(
    request: ActorRequest, held: Sequence[Position], *, day: dt.date
) -> ConventionsTable:
    """Agreements one by one, for who may read them."""

    def state(one: Position) -> str:
        return words[one.stands.standing]

    words = {standing: str(told) for standing, told in STANDINGS.items()}
    standings = {one.stands.standing for one in held}
    grantors = {one.grantor for one in held}
    return ConventionsTable(
        request,
        day=day,
        rows=held,
        columns=_convention_columns(request, state),
        filters=[
            Filter("etat", _("État"), state, _choices(words[one] for one in standings)),
            Filter("attribuant", _("Attribuant"), lambda one: one.grantor, _choices(grantors)),
        ],
        search=lambda one: f"{one.decision} {one.grantor}",
        caption=_("Conventions, une à une"),
        filename="conventions",
        source=SOURCE,
        as_of=french_date(day),
        default_sort="-jours",
    )


def _choices(found: Iterable[str]) -> list[tuple[str, str]]:
    """What is found, in the order of a list of choices."""
    return [(text, text) for text in sorted(filter(None, found), key=plain)]


def _convention_columns(request: ActorRequest, state: Callable[[Position], str]) -> list[Column]:
    return [
        Column(
            "decision",
            _("Décision"),
            lambda one: one.decision or _("sans référence"),
            link=lambda one: link(request, "open_convention", one.commitment),
        ),
        Column("attribuant", _("Attribuant"), lambda one: one.grantor),
        Column("signee", _("Signée le"), lambda one: one.signed_on),
        Column(
            "montant",
            _("Montant"),
            lambda one: one.amount / 100,
            unit="€",
            decimals=2,
            numeric=True,
        ),
        Column("etat", _("État"), state),
        Column("avant", _("À publier avant le"), lambda one: one.stands.due),
        Column("jours", _("Jours de retard"), lambda one: one.stands.late, numeric=True),
        Column(
            "manque",
            _("Ce qui manque"),
            lambda one: " ; ".join(one.stands.lacks),
            sortable=False,
        ),
        Column("demo", _("Démonstration"), lambda one: one.is_demonstration, default=False),
    ]
