"""Reading pages in the tests: as somebody, what they say, what they cost."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ancrage.people.models import Person
from tests.people.world import sign_in

MOST_QUERIES = 15


def client_of(somebody: Person | None) -> Client:
    """A browser, signed in as somebody; a visitor without."""
    client = Client()
    return sign_in(client, somebody) if somebody else client


def text_of(response) -> str:
    """What a reader sees in the page's main part, with plain spaces."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    shown = " ".join(re.sub(r"<[^>]*>", " ", main).split())
    return shown.replace("\u00a0", " ").replace("\u202f", " ")


def cheap(client: Client, url: str, *, most: int = MOST_QUERIES):
    """The page, which costs at most so many queries once it has been read before."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    told = "\n".join(query["sql"][:160] for query in queries)
    assert len(queries) <= most, f"{len(queries)} queries\n{told}"
    html = response.content.decode()
    assert "{{" not in html
    assert "{%" not in html
    return response
