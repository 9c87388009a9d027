"""Finding a measure in the basket of a day."""

import datetime as dt

from ancrage.catalogue.definitions import lexicon
from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.search import Hit, search

LONGEST = 200


def search_measures(text: str, *, day: dt.date) -> list[Hit]:
    """The measures in force on a day that a text finds, best first."""
    return search_in(basket_at(day), text)


def search_in(basket: Basket, text: str) -> list[Hit]:
    """The measures of a version that a text finds, best first."""
    return search(basket, text[:LONGEST], lexicon=lexicon())
