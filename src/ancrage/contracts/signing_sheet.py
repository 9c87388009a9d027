"""The sheet to sign on paper: what is signed, by whom, the code that ties it to the document."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.contracts.models import Signature
from ancrage.contracts.papers import INVENTED
from ancrage.contracts.rules.paper_code import paper_code
from ancrage.ui.formats import french_date
from ancrage.ui.papers import Facts, Heading, Paper, Text


def signing_sheet(signature: Signature, *, day: dt.date) -> Paper:
    """One page, joined to the printed act."""
    act = signature.act
    code = paper_code(signature.key, act.digest)
    title = _("Feuille de signature : %(act)s, %(place)s") % {
        "act": act.name,
        "place": act.contract.territory_name,
    }
    return Paper(
        title=title,
        subtitle=f"{act.contract.code}, {signature.organisation}",
        blocks=[
            Facts(
                [
                    (_("Code de cette feuille"), code),
                    (_("Partie"), signature.organisation),
                    (_("Qualité"), signature.quality),
                    (_("Document signé, empreinte SHA-256"), act.digest),
                ]
            ),
            Text(
                _("Je signe l’acte joint, dont l’empreinte est ci-dessus, en la qualité ci-dessus.")
            ),
            Heading(1, _("À remplir à la main")),
            Facts(
                [
                    (_("Nom et prénom"), "\n\n"),
                    (_("Fait à, le"), "\n\n"),
                    (_("Signature"), "\n\n\n\n\n"),
                ]
            ),
            Text(
                _(
                    "Numérisez la feuille signée, avec l’acte, en un seul PDF, puis déposez-la "
                    "sur la page de cette signature, avec le code. L’autre partie la confirmera."
                )
            ),
        ],
        source=_("Ancrage, d’après l’acte envoyé à la signature."),
        as_of=day,
        as_of_words=french_date(day),
        notices=[INVENTED] if act.contract.is_demonstration else [],
    )
