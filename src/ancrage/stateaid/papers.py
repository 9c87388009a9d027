"""The papers of State aid: the form on which a company declares what it received, the letter that
tells it what it is granted."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ancrage.kernel.text import long_date, typeset
from ancrage.requests.words import amount
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.letters import Letter
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.companies import DE_MINIMIS
from ancrage.stateaid.queries.told import Known
from ancrage.stateaid.rules.model import Verdict
from ancrage.stateaid.words import (
    ORIGINS,
    invented,
    regime_label,
    source_of,
    window,
    with_names,
)
from ancrage.ui.papers import Block, Facts, Grid, Heading, Paper, Text

BLANK = "…" * 36
"""A line to write on."""
ROOM = "\n\N{NO-BREAK SPACE}"
"""What makes an empty row high enough to write in."""
BLANK_COMPANIES, BLANK_AIDS = 4, 8


def declaration_paper(known: Known, *, is_invented: bool) -> Paper:
    """The form: what we know is printed, the rest is blank lines."""
    return Paper(
        title=_("Déclaration des aides reçues"),
        subtitle=_whose(known.company.name, known.siren),
        blocks=list(_declaration(known)),
        source=source_of(is_invented=is_invented),
        as_of=known.on,
        as_of_words=long_date(known.on),
        notices=_notices(is_invented=is_invented),
    )


def _whose(name: str, siren: str) -> str:
    told = {"name": name or _("Entreprise"), "siren": siren}
    return _("%(name)s, SIREN %(siren)s") % told


def _notices(*, is_invented: bool) -> list[str]:
    return [invented(is_invented=True)] if is_invented else []


def _declaration(known: Known) -> Iterator[Block]:
    yield Heading(1, _("L’entreprise"))
    yield Facts(_company_facts(known))
    yield Heading(1, _("L’entreprise unique"))
    yield Text(
        typeset(
            _(
                "Sont une seule entreprise celles dont l’une contrôle l’autre, directement ou par "
                "d’autres : majorité des droits de vote, droit de nommer ou de révoquer la "
                "majorité des dirigeants, influence dominante par contrat ou par les statuts, "
                "contrôle des voix par accord avec d’autres associés. Une fusion ou une scission "
                "se dit aussi, avec sa date."
            )
        )
    )
    yield _companies_grid(known)
    yield Heading(1, _("Les aides reçues"))
    yield Text(_which_aids(known.on))
    yield _aids_grid(known)
    yield Heading(1, _("Ce que je déclare"))
    yield Text(
        typeset(
            _(
                "Je déclare que les renseignements ci-dessus sont exacts et complets pour "
                "l’entreprise et toutes celles qui lui sont liées, et que je dirai sans délai "
                "toute aide ou tout lien nouveau. Une déclaration fausse oblige à rembourser "
                "l’aide, avec intérêts."
            )
        )
    )
    yield Facts(
        [(label, BLANK) for label in (_("Nom et qualité"), _("Fait à, le"), _("Signature"))]
    )


def _which_aids(on: dt.date) -> str:
    told = {"day": long_date(on), "covers": _covered(on)}
    return typeset(
        _(
            "Toutes les aides accordées à ces entreprises pendant %(covers)s, au %(day)s, à la "
            "date de la décision et non du versement, et toute autre aide pour les mêmes dépenses. "
            "Le montant est en équivalent-subvention brut ; s’il s’agit d’un prêt ou d’une avance, "
            "joignez la convention. Les lignes imprimées sont celles que nous connaissons : "
            "corrigez-les s’il le faut."
        )
        % told
    )


def _covered(on: dt.date) -> str:
    """What the general de minimis regulation of a day wants declared, and by which article."""
    version = regimes().by_code[DE_MINIMIS].on(on)
    if version is None or version.declaration is None:
        return _("la période que le règlement en vigueur demande")
    told = version.declaration
    return f"{told.covers} ({told.article})"


def _company_facts(known: Known) -> list[tuple[str, str]]:
    """Each fact as it is known, or a line to write it on."""
    held = known.described
    freight = {True: _("oui"), False: _("non")}.get(held.road_freight) if held else ""  # type: ignore[arg-type]
    return [
        (_("Dénomination"), known.company.name or BLANK),
        (_("SIREN"), known.siren),
        (_("Taille (petite, moyenne, grande)"), (held and held.get_size_display()) or BLANK),
        (_("Clôture de l’exercice"), (held and closing(held.year_end)) or BLANK),
        (_("Transport routier de marchandises pour compte d’autrui"), freight or BLANK),
        (_("Effectif, chiffre d’affaires, total du bilan"), BLANK),
    ]


def closing(year_end: str) -> str:
    """« 31 décembre » of « 12-31 »; "" when it is not known."""
    if not year_end:
        return ""
    # Any leap year: a fiscal year may end on 29 February.
    return long_date(dt.date.fromisoformat(f"2000-{year_end}")).removesuffix(" 2000")


def _companies_grid(known: Known) -> Grid:
    others = [code for code in known.group if code != known.siren]
    names = known.names
    rows = [
        [names.get(code, ""), code, with_names(known.group[code], names), ""] for code in others
    ]
    return Grid(
        _("Les entreprises liées"),
        [_("Nom"), _("SIREN"), _("Lien"), _("Exact (oui, non)")],
        [*rows, *([ROOM, "", "", ""] for _blank in range(BLANK_COMPANIES))],
    )


def _aids_grid(known: Known) -> Grid:
    rows = [
        [
            known.names.get(aid.siren, "") or aid.siren,
            long_date(aid.granted_on),
            aid.financer or _("inconnu"),
            regime_label(aid.regime),
            amount(aid.cents),
            str(ORIGINS[aid.origin]),
        ]
        for aid in known.received
    ]
    return Grid(
        _("Les aides, au nom de chaque entreprise"),
        [
            _("Reçue par"),
            _("Accordée le"),
            _("Par"),
            _("Régime"),
            _("Montant"),
            _("Connue par"),
        ],
        [*rows, *([ROOM, "", "", "", "", ""] for _blank in range(BLANK_AIDS))],
        figures=(4,),
    )


def certificate_paper(
    check: Check, verdict: Verdict, letter: Letter, *, financer: str, on: dt.date
) -> Paper:
    """The letter that tells a company the amount of its aid, in gross grant equivalent, and that
    it is de minimis. `on`: the day of the letter."""
    return Paper(
        title=_("Lettre d’information sur une aide de minimis"),
        subtitle=_whose(check.name, check.siren),
        blocks=list(_letter(check, verdict, letter, financer=financer)),
        source=source_of(is_invented=check.is_demonstration),
        as_of=on,
        as_of_words=long_date(on),
        notices=_notices(is_invented=check.is_demonstration),
    )


def _letter(check: Check, verdict: Verdict, letter: Letter, *, financer: str) -> Iterator[Block]:
    granted = check.granted_cents is not None
    yield Heading(1, _("Ce qui vous est accordé") if granted else _("Ce qui est envisagé"))
    yield Text(
        typeset(
            _sentence(granted=granted)
            % {
                "financer": financer,
                "amount": amount(check.cents),
                "title": letter.title,
                "journal": letter.journal,
            }
        )
    )
    yield Facts(
        [
            (_("Montant de l’aide"), amount(check.amount_cents)),
            (_("En équivalent-subvention brut"), amount(check.cents)),
            (_("Caractère"), regime_label(check.regime)),
            (_("Autorité"), financer),
            (_("Date de l’octroi"), long_date(check.granted_on)),
            (_("Dossier"), check.dossier.code if check.dossier else _("aucun")),
            (_("Vérification"), check.code),
        ]
    )
    yield Heading(1, _("Ce qui a été compté"))
    yield Text(_counted(verdict))
    yield Heading(1, _("Ce que vous avez à faire"))
    yield Text(
        typeset(
            _(
                "Gardez cette lettre. Dites cette aide à toute autorité qui vous en accorderait "
                "une autre, et dites-nous celles que nous n’aurions pas comptées. "
                "Cette information vous est due : %(article)s (%(url)s)."
            )
            % {"article": letter.article, "url": letter.url}
        )
    )


def _sentence(*, granted: bool) -> str:
    if granted:
        return _(
            "%(financer)s vous accorde une aide de %(amount)s en équivalent-subvention brut. C’est "
            "une aide de minimis, accordée en application du %(title)s (%(journal)s)."
        )
    return _(
        "%(financer)s envisage de vous accorder une aide de %(amount)s en équivalent-subvention "
        "brut. Ce serait une aide de minimis, accordée en application du %(title)s (%(journal)s)."
    )


def _counted(verdict: Verdict) -> str:
    """The ceiling and what was received before, as the verdict knew them."""
    told = {
        "ceiling": amount(verdict.ceiling),
        "used": amount(verdict.used),
        "window": window(verdict.window),
    }
    return typeset(
        _(
            "Le plafond est de %(ceiling)s par entreprise unique. Avant cette aide, nous "
            "connaissons %(used)s d’aides de minimis reçues%(window)s par votre entreprise et "
            "celles qui lui sont liées."
        )
        % told
    )
