"""Tables: everything in the address, and files of exactly what is shown."""

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from ancrage.kernel.quality import Quality
from ancrage.ui.tables import Column, Filter, build_table
from tests.ui.gallery import COLUMNS, places, table


def shown(rf, query="", **options):
    return table(rf.get("/territoires/", query), **options)


def names(table):
    return [row.name for row in table.rows]


def read_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_search_ignores_accents_case_and_order(rf):
    assert names(shown(rf, {"q": "eclusier"})) == ["Éclusier"]
    assert names(shown(rf, {"q": "117 VALLÉE"})) == ["Vallée n° 117"]
    assert names(shown(rf, {"q": "introuvable"})) == []


def test_filter_keeps_its_rows(rf):
    kept = shown(rf, {"region": "53"})
    assert kept.count == sum(place.region == "53" for place in places())
    assert {row.region for row in kept.rows} == {"53"}


def test_a_filterable_column_offers_what_it_shows(rf):
    columns = [Column("r", "Région", lambda p: p.region, filterable=True), *COLUMNS]
    narrowed = build_table(rf.get("/", {"r": "28"}), rows=places(), columns=columns, caption="x")
    assert [value for value, _label in narrowed.filter_choices[0].options] == ["28", "53", "84"]
    assert {row.region for row in narrowed.rows} == {"28"}


def test_a_filter_may_hold_several_values(rf):
    several = [Filter("l", "Lettre", lambda p: tuple(p.name.lower()))]
    kept = shown(rf, {"l": "é"}, filters=several)
    assert kept.count == 119
    assert all("é" in row.name.lower() for row in kept.rows)


def test_sort_in_both_directions_with_unknown_last(rf):
    up = [row.jobs for row in shown(rf, {"tri": "jobs"}).rows]
    down = [row.jobs for row in shown(rf, {"tri": "-jobs"}).rows]
    assert up[-1] is None
    assert down[-1] is None
    assert up[:-1] == sorted(up[:-1])
    assert down[:-1] == sorted(down[:-1], reverse=True)


def test_sort_of_texts_is_french(rf):
    rows = [p for p in places() if p.code in {"p001", "p119"}]
    assert names(shown(rf, {"tri": "name"}, rows=rows)) == ["Éclusier", "Vallée n° 1"]


def test_sort_is_announced(rf, client):
    html = client.get("/?tri=name").content.decode()
    assert html.count("aria-sort=") == 1
    assert re.search(r'<th scope="col" aria-sort="ascending"><a[^>]*tri=-name', html)


def test_columns_come_as_a_list_or_as_boxes(rf):
    for query in ({"colonnes": "since,name"}, {"colonnes": ["name", "since"]}):
        assert [column.key for column in shown(rf, query).columns] == ["name", "since"]


def test_pages_share_the_rows_out(rf):
    seen = []
    for page in (1, 2, 3):
        one = shown(rf, {"page": str(page)})
        seen += [cells[0].text for cells in one.body]
    assert seen == names(shown(rf))
    assert (one.page_count, one.first, one.last) == (3, 101, 120)


@pytest.mark.parametrize(
    "query",
    [
        {"tri": "nothing"},
        {"tri": "--jobs"},
        {"colonnes": "nothing"},
        {"page": "99"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "²"},
        {"page": "9" * 400},
        {"region": "nowhere"},
        {"format": "docx"},
        {"format": "geojson"},
    ],
)
def test_what_does_not_exist_is_said_and_left_out(client, query):
    page = client.get("/", query)
    assert page.status_code == 200
    assert "n’existe pas dans ce tableau" in page.content.decode()
    assert '<th scope="row"><a href="/territoires/p' in page.content.decode()


def test_control_characters_break_nothing(client):
    assert client.get("/", {"q": "\x00", "tri": "\x00", "page": "\x00"}).status_code == 200


def test_address_holds_the_state_and_nothing_else(rf):
    query = {"q": "vallée", "region": "84", "tri": "name", "page": "1", "liste": "2020-10"}
    state = parse_qs(urlsplit(shown(rf, query).url()).query)
    assert state == {"q": ["vallée"], "region": ["84"], "tri": ["name"], "liste": ["2020-10"]}
    assert shown(rf).url() == "/territoires/"
    again = shown(rf, {key: value[0] for key, value in state.items()})
    assert names(again) == names(shown(rf, query))


def test_two_tables_on_a_page_do_not_mix(rf):
    query = {"a-q": "eclusier", "b-tri": "name"}
    first, second = shown(rf, query, prefix="a-"), shown(rf, query, prefix="b-")
    assert (first.count, second.count) == (1, 120)
    assert "b-tri=name" in first.url()
    assert first.element_id != second.element_id


def test_empty_table_says_so_and_how_to_come_back(client):
    html = client.get("/?q=introuvable&liste=x").content.decode()
    assert "Aucune ligne ne correspond" in html
    assert 'href="/?liste=x#tableau">Effacer les filtres' in html


def test_csv_is_exactly_what_is_shown(rf):
    query = {"q": "vallee", "region": "84", "tri": "-share", "colonnes": "name,jobs,share"}
    one = shown(rf, query, page_size=5)
    header, *lines = read_csv(one.export("csv"))
    assert header == [
        "Territoire",
        "Emplois industriels (emplois)",
        "Emplois industriels — précision",
        "Part de l’industrie (%)",
        "Source",
        "Date des données",
    ]
    assert [line[0] for line in lines] == names(one)
    screen = [
        cells for page in range(1, one.page_count + 1)
        for cells in shown(rf, query | {"page": str(page)}, page_size=5).body
    ]  # fmt: skip
    assert [line[1] for line in lines] == [c[1].text.replace("\u202f", "") for c in screen]
    assert [line[2] for line in lines] == [c[1].remark for c in screen]
    assert [line[3] + "\u202f%" for line in lines] == [c[2].text for c in screen]
    assert {tuple(line[4:]) for line in lines} == {("Urssaf et Insee, reconstitution", "2023")}


def test_unknown_is_a_word_in_files_too(rf):
    _header, line = read_csv(shown(rf, {"q": "eclusier"}).export("csv"))
    assert line[2:5] == ["inconnu", "", "inconnu"]


def test_formulas_are_texts_and_numbers_stay_numbers(rf):
    _header, line = read_csv(shown(rf, {"q": "hyperlink"}).export("csv"))
    assert line[0] == '\'=HYPERLINK("x")'
    assert line[2] == "12"


def test_xlsx_has_numbers_and_says_its_sources(rf):
    response = shown(rf, {"region": "53", "colonnes": "name,jobs,since"}).response()
    assert response is None
    one = shown(rf, {"region": "53", "colonnes": "name,jobs,since", "format": "xlsx"})
    book = load_workbook(io.BytesIO(one.response().content))
    data = list(book["Données"].iter_rows(values_only=True))
    assert data[0] == (
        "Territoire", "Emplois industriels (emplois)", "Emplois industriels — précision", "Depuis",
    )  # fmt: skip
    assert [row[0] for row in data[1:]] == names(one)
    assert [row[1] for row in data[1:]] == [
        "inconnu" if row.jobs is None else row.jobs for row in one.rows
    ]
    assert data[1][3].date() == one.rows[0].since
    sources = dict(book["Sources"].iter_rows(values_only=True))
    assert sources["Source"] == "Urssaf et Insee, reconstitution"
    assert sources["Date des données"] == "2023"
    assert "Bretagne" in sources["Sélection"]
    assert sources["Adresse"] == "http://testserver/territoires/?region=53&colonnes=name,jobs,since"


def test_geojson_follows_the_table(rf):
    point = {"type": "Point", "coordinates": [2.0, 46.0]}
    query = {"q": "eclusier", "format": "geojson"}
    one = shown(rf, query, geometry=lambda place: point)
    document = json.loads(one.response().content)
    (feature,) = document["features"]
    assert feature["geometry"] == point
    assert feature["properties"]["Territoire"] == "Éclusier"
    assert feature["properties"]["Emplois industriels (emplois)"] == "inconnu"
    assert document["source"] == "Urssaf et Insee, reconstitution"


def test_file_is_named_for_every_system(client):
    response = client.get("/?format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="territoires-essai.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfTerritoire;")


def test_plain_table_has_no_controls(rf):
    plain = shown(rf, controls=False, page_size=0)
    assert plain.page_count == 1
    assert not any(heading.sort_url for heading in plain.headings)


def test_a_format_that_is_not_offered_cannot_be_exported(rf):
    with pytest.raises(ValueError, match="docx"):
        shown(rf).export("docx")


def test_column_headings_tell_unit_quality_and_bound():
    column = Column(
        "s", "Part", lambda row: row, percent=True, quality=Quality.ESTIMATE, lower_bound=True
    )
    assert column.heading == "Part (%, estimation, au moins)"
    assert column.text(0.5) == "50\u202f%"
    assert column.cell(0.5) == 50
