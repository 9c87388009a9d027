"""« Qui peut quoi » says what the table says, to everybody, and as a file."""

import csv
import io

from ancrage.journal.policy import rights
from ancrage.people.rights_table import capabilities, matrix_columns, right_rows


def page(client, **query) -> str:
    return client.get("/qui-peut-quoi/", query).content.decode()


def test_every_action_and_role_is_on_the_page(db, client):
    html = page(client)
    for right in rights().rights.values():
        assert right.label.replace("'", "&#x27;") in html
    assert f"{len(rights().rights)} lignes" in html
    assert "Copilote régional" in html
    assert "son périmètre" in html


def test_it_is_narrowed_to_a_role(db, client):
    shown = sum("auditor" in right.who for right in rights().rights.values())
    assert f"{shown} lignes" in page(client, role="auditor")


def test_the_file_says_what_the_table_says(db, client):
    response = client.get("/qui-peut-quoi/", {"format": "csv", "colonnes": matrix_columns()})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    header = rows[0]
    by_action = {row[0]: dict(zip(header, row, strict=True)) for row in rows[1:]}
    decided = by_action["Voir le site comme une autre personne"]
    assert decided["Équipe nationale"] == "partout"
    assert decided["Auditeur"] == ""
    assert len(by_action) == len(rights().rights)


def test_every_capability_has_a_name():
    assert {action.partition(".")[0] for action in rights().rights} <= capabilities().keys()
    assert [row.capability for row in right_rows()]
