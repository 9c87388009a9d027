"""A page as a snapshot keeps it: its words and elements, and what the database was asked."""

import re
from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

DRAWINGS = (r"(?s)<svg.*?</svg>", "<svg>")
TOKENS = (r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1…")


def main_of(client: Client, url: str, chance: Iterable[tuple[str, str]] = ()) -> str:
    """The main part of a page, one element a line, after the tables that its queries read.

    `chance`: what another run would not hold, with what stands instead. The page is asked twice:
    the second time, what the process keeps is there already.
    """
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    bare = re.search(r"(?s)<main.*</main>", response.content.decode()).group()
    for what, instead in (DRAWINGS, TOKENS, *chance):
        bare = re.sub(what, instead, bare)
    lines = (" ".join(line.split()) for line in re.sub(r"\s*(<[^/])", r"\n\1", bare).splitlines())
    read = [re.search(r'FROM "(\w+)"', query["sql"]) for query in queries.captured_queries]
    tables = ", ".join(found[1] for found in read if found)
    return "\n".join([f"{len(queries)} SQL: {tables}", *filter(None, lines)])
