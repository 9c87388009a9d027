"""Each schema of the API has a name of its own: in the description, one would replace another."""

from collections import defaultdict
from collections.abc import Iterator

from ninja import Schema

from tests.described import schema


def schemas(parent: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Every schema of ours, once the API is whole."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("ancrage."):
            yield child
        yield from schemas(child)


def test_no_two_schemas_have_the_same_name() -> None:
    described = schema().raw_schema["components"]["schemas"]
    places = defaultdict(set)
    for held in schemas():
        places[held.__name__].add(held.__module__)
    assert len(places.keys() & described.keys()) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
