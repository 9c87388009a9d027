"""The read API: places, lists, changes and look-up, each figure with what must go with it."""

import pytest

pytestmark = pytest.mark.usefixtures("reference")
QUALITIES = {"exact", "estimate", "derived", "declared", "simulated", "unknown"}


def items(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def problem(client, path, status):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["title"]
    return told


def test_every_figure_carries_unit_date_source_and_quality(client):
    territory = items(client, "territories?limit=1")[0]
    for figure in territory["figures"].values():
        assert figure["quality"] in QUALITIES
        assert figure["unit"]
        if figure["value"] is not None:
            assert figure["source"]
            assert figure["as_of"]
    assert territory["figures"]["industrial_jobs"]["quality"] == "estimate"
    assert territory["figures"]["private_jobs_2024"]["quality"] == "exact"


def test_an_unknown_figure_is_null_never_zero(client):
    mayotte = items(client, "intercommunalities?region=06&limit=1")[0]
    jobs = mayotte["figures"]["industrial_jobs"]
    assert jobs["value"] is None
    assert jobs["quality"] == "unknown"
    assert not jobs["lower_bound"]


def test_a_territory_with_parts_is_a_lower_bound(client):
    found = client.get("/api/v1/territories/2024-07/ti-7506").json()
    assert found["figures"]["population"]["lower_bound"]
    assert {m["kind"] for m in found["members"]} == {"epci", "commune"}


def test_the_date_chooses_the_list(client):
    before = items(client, "territories?date=2021-06-01&limit=1")[0]
    assert before["version"] == "2020-10"
    told = problem(client, "territories?date=2019-01-01", 404)
    assert "inconnu" in told["detail"]
    assert [v["code"] for v in items(client, "lists?date=2021-06-01")] == ["2020-10"]


def test_shares_of_a_list_are_lower_bounds(client):
    found = client.get("/api/v1/lists/2024-07").json()
    share = found["coverage"]["industrial_jobs"]
    assert share["quality"] == "estimate"
    assert share["lower_bound"]
    assert share["unit"] == "%"


def test_pages_follow_each_other(client):
    first = client.get("/api/v1/intercommunalities?limit=2").json()
    second = client.get("/api/v1/intercommunalities?limit=2&offset=2").json()
    assert first["count"] == second["count"] == 1255
    sirens = [i["siren"] for page in (first, second) for i in page["items"]]
    assert len(set(sirens)) == 4


def test_filters(client):
    found = client.get("/api/v1/intercommunalities?region=94&kind=CA").json()
    assert found["count"] == 2
    assert {i["kind"] for i in found["items"]} == {"CA"}
    named = items(client, "territories?q=ardeche drome")
    assert [t["code"] for t in named] == ["ti-8401"]


def test_regions(client):
    assert client.get("/api/v1/regions").json()["count"] == 18
    assert client.get("/api/v1/regions/84").json()["name"] == "Auvergne-Rhône-Alpes"


def test_lookup(client):
    found = items(client, "lookup?commune=01283&date=2021-06-01")[0]
    assert found["status"] == "matched"
    assert found["list"]["code"] == "2020-10"
    assert [t["code"] for t in found["territories"]] == ["ti1-8408"]
    assert "13 octobre 2020" in found["why"].replace("\N{NO-BREAK SPACE}", " ")
    assert items(client, "lookup?commune=42218&date=2021-06-01")[0]["status"] == "none"
    several = items(client, "lookup?postal_code=42300")
    assert len(several) == 3
    assert items(client, "lookup?commune=1004")[0]["repaired_from"] == "1004"
    assert items(client, "lookup?commune=99999")[0]["status"] == "invalid"
    assert items(client, "lookup?commune=42218&date=2019-01-01")[0]["status"] == "unknown"


def test_changes(client):
    found = client.get("/api/v1/changes?from=2023-11&to=2024-07&kind=renamed").json()
    assert found["count"] == 2
    assert found["before"]["code"] == "2023-11"
    went = client.get("/api/v1/changes?from=2020-10&to=2022-12&kind=came").json()
    assert all(not change["before"] for change in went["items"])
    crosswalk = items(client, "changes/crosswalk?from=2023-11&to=2024-07&limit=500")
    whole = [p for p in crosswalk if p["before"] == "ti-8401"]
    assert [(p["after"], p["share_of_before"]) for p in whole] == [("ti-8401", 1.0)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("territories/2024-07/ti1-0101", 404),
        ("territories?version=rien", 404),
        ("intercommunalities/999999999", 404),
        ("regions/99", 404),
        ("lists/rien", 404),
        ("changes?from=rien", 404),
        ("lookup", 422),
        ("lookup?commune=42218&name=Saint-Étienne", 422),
        ("territories?date=hier", 422),
        ("territories?date=1700000000", 422),
        ("territories?limit=0", 422),
        ("territories?limit=5000", 422),
    ],
)
def test_errors_are_problem_documents(client, path, status):
    problem(client, path, status)


def test_answers_can_be_kept_and_asked_again(client):
    first = client.get("/api/v1/regions")
    assert "max-age" in first["Cache-Control"]
    again = client.get("/api/v1/regions", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_few_queries(client, django_assert_max_num_queries):
    for path in ("territories", "intercommunalities", "lists", "regions", "lookup?commune=42218"):
        with django_assert_max_num_queries(15):
            items(client, path)
