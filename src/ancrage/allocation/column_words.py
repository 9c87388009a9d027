"""What each column of a file of projects holds, for who fills it in."""

from django.utils.translation import gettext_lazy

COLUMNS = {
    "project": gettext_lazy("code du projet"),
    "territory": gettext_lazy("territoire, par son nom ou son code"),
    "region": gettext_lazy("code de la Région"),
    "need": gettext_lazy("code du besoin"),
    "measure": gettext_lazy("code de la mesure"),
    "operator": gettext_lazy("code de l’opérateur"),
    "year": gettext_lazy("année"),
    "asked_cents": gettext_lazy("montant demandé, en centimes"),
    "minimum_cents": gettext_lazy("plus petit montant utile, en centimes"),
    "eligible_cents": gettext_lazy("coût éligible, en centimes ; vide : inconnu"),
    "result": gettext_lazy("résultat attendu, dans l’unité du scénario"),
    "mode": gettext_lazy(
        "partial : une part suffit ; whole : tout ou rien ; stepped : par paliers"
    ),
    "steps": gettext_lazy("paliers, en centimes, séparés par |"),
    "jobs": gettext_lazy("emplois industriels attendus"),
    "overrun": gettext_lazy("surcoût possible : 0.1 pour 10 %"),
    "maturity": gettext_lazy("maturité, de 0 (idée) à 3 (prêt)"),
    "cofunding_cents": gettext_lazy("autre argent public, en centimes"),
    "room_cents": gettext_lazy("ce que permettent les aides d’État, en centimes ; vide : inconnu"),
    "requires": gettext_lazy("codes des projets sans lesquels il n’a pas d’aide, séparés par |"),
    "starts": gettext_lazy("année de début"),
    "ends": gettext_lazy("année de fin"),
}
