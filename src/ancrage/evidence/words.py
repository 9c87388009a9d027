"""The comparisons in words: one sentence each, made from the figures alone, never a cause."""

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.evidence.queries.weight import Weight
from ancrage.evidence.rules.comparisons import (
    Comparison,
    Difference,
    Kind,
    Lack,
    Stratified,
    Verdict,
)
from ancrage.evidence.rules.files import INSIDE, OUTSIDE, UNPLACED
from ancrage.evidence.rules.intervals import Estimate, Interval, wilson
from ancrage.evidence.rules.priority import Row
from ancrage.ui.formats import number, percent

SOURCE = "Ancrage, dossiers déclarés par les opérateurs et grand livre des aides"
INVENTED_SOURCE = "Ancrage, démonstration : dossiers, montants et dates inventés"
INVENTED = (
    "Démonstration : ces dossiers, leurs montants et leurs dates sont inventés. Ce que l’on lit "
    "ici ne dit rien de ce que font les opérateurs."
)


def caution() -> str:
    """What no sentence of the page says."""
    return _(
        "Un écart brut n’est pas un effet : les dossiers diffèrent par leur taille, leur secteur, "
        "leur date, et par ce que chaque territoire demande. Cette page dit ce qui diffère, et "
        "avec quelle assurance ; elle ne dit pas pourquoi."
    )


def place_words() -> dict[str, str]:
    return {
        INSIDE: _("Dans les territoires"),
        OUTSIDE: _("Hors territoire"),
        UNPLACED: _("Lieu inconnu"),
    }


def kind_words() -> dict[Kind, str]:
    return {
        Kind.RATE: _("Taux d’accord"),
        Kind.DELAY: _("Délai médian"),
        Kind.AMOUNT: _("Montant typique accordé"),
    }


def _things() -> dict[Kind, str]:
    """The same, as a sentence names them."""
    return {
        Kind.RATE: _("le taux d’accord"),
        Kind.DELAY: _("le délai de décision"),
        Kind.AMOUNT: _("le montant typique accordé"),
    }


def kind_units() -> dict[Kind, str]:
    return {Kind.RATE: _("points"), Kind.DELAY: _("jours"), Kind.AMOUNT: "%"}


def verdict_words() -> dict[Verdict, str]:
    """What a difference is worth, in the fewest words."""
    return {
        Verdict.ESTABLISHED: _("établi"),
        Verdict.ALONE: _("visible seul, non établi parmi tous"),
        Verdict.NOT: _("non établi"),
        Verdict.UNKNOWN: _("trop peu de cas"),
    }


def worth(difference: Difference, *, level: float) -> str:
    """The verdict, or why there is none."""
    return lack_words(difference.lack) or verdict_words()[difference.verdict(level=level)]


def lack_words(lack: Lack) -> str:
    return {
        Lack.NONE: "",
        Lack.FEW: _("trop peu de cas"),
        Lack.PENDING: _("médiane pas encore connue"),
        Lack.SAME: _("montants tous égaux"),
    }[lack]


def scaled(difference: Difference) -> Estimate | None:
    """The difference in the units in which it is written: points, days, per cent."""
    held = difference.estimate
    if held is None or difference.kind == Kind.DELAY:
        return held
    interval = Interval(held.interval.low * 100, held.interval.high * 100)
    return Estimate(held.value * 100, interval)


def signed(value: float, decimals: int = 0) -> str:
    """« +9 », « −1 », « 0 »: the sign is always written."""
    written = number(value, decimals)
    return f"+{written}" if value > 0 and any(c in "123456789" for c in written) else written


def interval_words(interval: Interval, decimals: int = 0) -> str:
    """« de −1 à +9 »; a side without bound is told so."""
    low = signed(interval.low, decimals) if math.isfinite(interval.low) else _("on ne sait")
    high = signed(interval.high, decimals) if math.isfinite(interval.high) else _("on ne sait")
    return _("de %(low)s à %(high)s") % {"low": low, "high": high}


def decimals_of(difference: Difference) -> int:
    """Rates to a tenth of a point when the interval is narrow; whole numbers elsewhere."""
    held = scaled(difference)
    if held is None or difference.kind == Kind.DELAY:
        return 0
    return 1 if held.interval.high - held.interval.low < 10 else 0


def summary(comparison: Comparison, *, subject: str, level: float) -> str:
    """The one sentence that a minister reads: what is established, what is not, what is not known.

    `subject`: « Chez Bpifrance, pour le VTE ».
    """
    names = _things()
    sure, unsure, unknown = [], [], []
    for one in comparison.differences:
        held, verdict = scaled(one), one.verdict(level=level)
        if held is None:
            unknown.append(names[one.kind])
        elif verdict == Verdict.ESTABLISHED:
            sure.append(_gap(one.kind, held.value, decimals_of(one)))
        else:
            unsure.append(names[one.kind])
    parts = [
        _("les demandes venues des territoires ont été %(gaps)s") % {"gaps": _listed(sure)}
        if sure
        else _("aucune différence n’est établie entre les territoires et le reste")
    ]
    if sure and unsure:
        told = {"what": _listed(unsure)}
        parts.append(_("aucune différence n’est établie pour %(what)s") % told)
    if unknown:
        parts.append(_("on ne peut pas comparer %(what)s") % {"what": _listed(unknown)})
    return f"{subject}, {' ; '.join(parts)}."


def _listed(parts: Sequence[str]) -> str:
    """« a, b et c »."""
    *first, last = parts
    return _("%(first)s et %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def place_sentences(comparison: Comparison, *, subject: str, level: float) -> list[str]:
    """What a minister reads of the territories against the rest, one sentence a thing compared.

    `subject`: « Chez Bpifrance, pour le VTE ».
    """
    who = _("les demandes venues des territoires")
    return _sentences(comparison, subject=subject, who=who, level=level)


def time_sentences(comparison: Comparison, *, subject: str, level: float) -> list[str]:
    """The same of the places of the territories, after they entered the list against before."""
    who = _("les demandes des mêmes lieux, après leur entrée dans la liste,")
    return _sentences(comparison, subject=subject, who=who, level=level)


def elsewhere_sentences(comparison: Comparison, *, entry: str, level: float) -> list[str]:
    """The same where no list ever came: what changed for everybody is no mark of the list."""
    who = _("les demandes d’après le %(day)s") % {"day": entry}
    subject = _("Ailleurs, où aucune liste n’est venue")
    return _sentences(comparison, subject=subject, who=who, level=level)


def _sentences(comparison: Comparison, *, subject: str, who: str, level: float) -> list[str]:
    """One sentence for each thing that is compared; one alone when there are too few files."""
    if all(one.lack == Lack.FEW for one in comparison.differences):
        return [
            _("%(subject)s, trop peu de cas pour comparer (%(first)s et %(second)s dossiers).")
            % {
                "subject": subject,
                "first": number(comparison.first.files),
                "second": number(comparison.second.files),
            }
        ]
    told = [
        _sentence(one, subject=subject, who=who, level=level)
        for one in comparison.differences
        if one.estimate
    ]
    return told + [_lacking(one, subject) for one in comparison.differences if not one.estimate]


def _sentence(difference: Difference, *, subject: str, who: str, level: float) -> str:
    held, decimals = scaled(difference), decimals_of(difference)
    if held is None:
        raise ValueError("nothing to tell")
    return _(
        "%(subject)s, %(who)s ont été %(gap)s (%(interval)s ; %(first)s et %(second)s dossiers) : "
        "%(worth)s."
    ) % {
        "subject": subject,
        "who": who,
        "gap": _gap(difference.kind, held.value, decimals),
        "interval": interval_words(held.interval, decimals),
        "first": number(difference.first),
        "second": number(difference.second),
        "worth": _worth(difference.verdict(level=level)),
    }


def like_sentence(held: Stratified | None) -> str:
    """The difference of rates with like compared to like; "" when there are too few files."""
    if held is None:
        return ""
    scale = Interval(held.estimate.interval.low * 100, held.estimate.interval.high * 100)
    points = held.estimate.value * 100
    return _(
        "À opérateur, mesure et année de demande égaux, l’écart de taux d’accord est de %(gap)s "
        "%(unit)s (%(interval)s ; %(strata)s groupes, %(first)s et %(second)s dossiers ; "
        "p = %(p)s). Ce n’est toujours pas un effet : la taille et le secteur diffèrent encore."
    ) % {
        "gap": signed(points, 1),
        "unit": ngettext("point", "points", _plural(points, 1)),
        "interval": interval_words(scale, 1),
        "strata": number(held.strata),
        "first": number(held.first),
        "second": number(held.second),
        "p": number(held.p, 3),
    }


def share_sentence(row: Row, weight: Weight | None, *, reach: float) -> str:
    """How much of the files and of the money comes from the territories, and what they weigh.

    "" when no file has a known place.
    """
    inside, outside = row.places[INSIDE], row.places[OUTSIDE]
    placed = inside.files + outside.files
    if not placed:
        return ""
    files = wilson(inside.files, placed, reach=reach)
    decimals = 1 if files.interval.high - files.interval.low < 0.1 else 0
    granted = inside.granted_amount + outside.granted_amount
    told = _(
        "%(files)s des %(placed)s dossiers dont le lieu est connu viennent des territoires "
        "(%(interval)s %%), avec %(money)s du montant accordé."
    ) % {
        "files": percent(files.value, decimals),
        "placed": number(placed),
        "interval": interval_of_shares(files.interval, decimals),
        "money": percent(inside.granted_amount / granted if granted else None),
    }
    if weight is None:
        return told
    beside = _(
        "Ces territoires ont au moins %(share)s de l’emploi industriel (%(list)s) : le rapprocher "
        "de la part des dossiers ne dit pas si l’on a donné la priorité."
    ) % {"share": percent(weight.share), "list": weight.list_name}
    return f"{told} {beside}"


def interval_of_shares(interval: Interval, decimals: int) -> str:
    """« de 48 à 62 »: shares in per cent, without sign."""
    ends = (number(interval.low * 100, decimals), number(interval.high * 100, decimals))
    return _("de %(low)s à %(high)s") % dict(zip(("low", "high"), ends, strict=True))


def chance_sentence(comparisons: int, *, level: float) -> str:
    """How many differences would look established by chance, and what is done about it."""
    return _(
        "Ces pages comparent %(count)s écarts. Au niveau de %(level)s, le seul hasard en ferait "
        "paraître établis environ %(false)s : un écart n’est dit établi que s’il l’est encore "
        "après l’ajustement de Holm (1979), parmi ceux du même rang : programme, opérateurs, "
        "mesures."
    ) % {
        "count": number(comparisons),
        "level": percent(level, 0),
        "false": number(comparisons * (1 - level)),
    }


def _plural(value: float, decimals: int) -> int:
    """The number that French agrees with: two and more are many, as they are written."""
    return 2 if round(abs(value), decimals) >= 2 else 1


def _gap(kind: Kind, value: float, decimals: int) -> str:
    """« accordées 4 points plus souvent », « décidées aussi vite »."""
    size = number(abs(value), decimals)
    is_nothing = not any(c in "123456789" for c in size)
    plural = _plural(value, decimals)
    told = {
        Kind.RATE: (
            _("accordées aussi souvent"),
            ngettext(
                "accordées %(n)s point plus souvent",
                "accordées %(n)s points plus souvent",
                plural,
            ),
            ngettext(
                "accordées %(n)s point moins souvent",
                "accordées %(n)s points moins souvent",
                plural,
            ),
        ),
        Kind.DELAY: (
            _("décidées aussi vite"),
            ngettext(
                "décidées %(n)s jour plus lentement",
                "décidées %(n)s jours plus lentement",
                plural,
            ),
            ngettext(
                "décidées %(n)s jour plus vite",
                "décidées %(n)s jours plus vite",
                plural,
            ),
        ),
        Kind.AMOUNT: (
            _("accordées pour des montants semblables"),
            _("accordées pour des montants typiques plus élevés de %(n)s %%"),
            _("accordées pour des montants typiques moins élevés de %(n)s %%"),
        ),
    }[kind]
    return told[0 if is_nothing else 1 if value > 0 else 2] % {"n": size}


def _worth(verdict: Verdict) -> str:
    return {
        Verdict.ESTABLISHED: _("la différence est établie"),
        Verdict.ALONE: _(
            "la différence se verrait seule, mais n’est pas établie parmi toutes celles que l’on "
            "compare"
        ),
        Verdict.NOT: _("la différence n’est pas établie"),
        Verdict.UNKNOWN: _("on ne peut rien en dire"),
    }[verdict]


def _lacking(difference: Difference, subject: str) -> str:
    """Why a thing is not compared."""
    why = {
        Lack.FEW: _("trop peu de cas pour comparer"),
        Lack.PENDING: _("d’un côté, moins de la moitié des dossiers est décidée"),
        Lack.SAME: _("de chaque côté tous les montants sont égaux, il n’y a rien à comparer"),
    }[difference.lack]
    return _("%(subject)s, %(what)s : %(why)s (%(first)s et %(second)s dossiers).") % {
        "subject": subject,
        "what": kind_words()[difference.kind].lower(),
        "why": why,
        "first": number(difference.first),
        "second": number(difference.second),
    }
