"""The form of the rules: what it shows it writes again the same; nothing that is typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from ancrage.allocation.engine.rules_reading import problem_of
from ancrage.allocation.rules_form import MOST_ROWS, RulesForm, choices_of
from ancrage.allocation.words import Labels
from tests.allocation.app import world as making
from tests.allocation.app.world import CENTS, LOIRE, again

NAMES = {"project": {"A": "Alpha", "B": "Bêta"}, "region": {"01": "Bretagne"}}
LABELS = Labels(NAMES)
PRESENT = {"region": {"01"}, "territory": {LOIRE}, "year": {"2027"}}
TREE = {
    "envelope_cents": CENTS,
    "reserve_share": 0.05,
    "objective": {"result": 2.0, "jobs": 0.5, "unit": "emplois"},
    "fairness": {"least_per_job_cents": 1250, "ratio": 3.0, "worst_first": True, "slack": 0.02},
    "limit": [
        {"code": "bretagne", "label": "Bretagne", "where": {"region": "01"}, "floor_cents": 300},
        {"code": "t", "label": "Territoire", "each": "territory", "ceiling_share": 0.3},
        {
            "code": "an",
            "label": "2027",
            "where": {"year": 2027},
            "floor_cents": 0,
            "ceiling_cents": 9_000_050,
        },
    ],
    "rate": [{"code": "taux", "label": "Taux", "most": 0.4, "public": 0.8}],
    "eligibility": [
        {"code": "pret", "label": "Prêt", "maturity": 3, "starts_from": 2026, "ends_by": 2030}
    ],
    "exclusion": [{"code": "un", "label": "Un des deux", "projects": ["A", "B"], "most": 1}],
    "requires": [{"project": "A", "requires": ["B"]}],
}


def form_of(tree, data=None):
    return RulesForm(data, rules=tree, labels=LABELS, choices=choices_of(LABELS, PRESENT, tree))


def typed(form, **changes):
    """What a browser posts of a form that nobody touched, but for these changes."""
    data = QueryDict(mutable=True)
    for row in form.rows:
        data.appendlist("ligne", row.prefix)
    for part in form.parts:
        for bound in part:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value not in (None, False):
                data[bound.html_name] = (
                    bound.field.widget.format_value(value)
                    if not isinstance(bound.field.widget.format_value(value), list)
                    else str(value)
                )
    for name, value in changes.items():
        data[name] = value
    return data


class TestTheDocument:
    def test_what_is_shown_is_written_again_the_same(self):
        form = form_of(TREE, typed(form_of(TREE)))
        assert form.is_valid(), form.faults
        assert form.document() == TREE

    def test_it_is_what_the_engine_reads(self):
        form = form_of(TREE, typed(form_of(TREE)))
        assert form.is_valid()
        rules = problem_of(form.document(), None).rules
        assert (rules.reserve, rules.fairness.ratio) == (CENTS // 20, 3.0)

    def test_a_rule_without_a_name_is_named_after_what_it_bears_on(self):
        data = typed(form_of(TREE), **{"limites-0-label": "", "limites-0-code": ""})
        form = form_of(TREE, data)
        assert form.is_valid()
        made = form.document()["limit"][0]
        assert made["label"] == "Plancher de la Région Bretagne"
        assert made["code"] == "limites-1"

    @pytest.mark.parametrize("where", [{"need": "recruter"}, {"measure": "vte"}, {"year": "2027"}])
    def test_the_name_that_a_rule_is_given_is_one_that_rules_may_have(self, where):
        changes = {f"limites-0-{name}": value for name, value in where.items()}
        unnamed = {"limites-0-label": "", "limites-0-region": "", "exclusions-0-label": ""}
        data = typed(form_of(TREE), **unnamed, **changes)
        present = PRESENT | {"need": {"recruter"}, "measure": {"vte"}}
        choices = choices_of(LABELS, present, TREE)
        form = RulesForm(data, rules=TREE, labels=LABELS, choices=choices)
        form.rows = [row for row in form.rows if row.prefix in {"limites-0", "exclusions-0"}]
        assert form.is_valid(), form.faults
        assert problem_of(form.document(), None).rules.limits[0].label.startswith("Plancher d")

    @pytest.mark.parametrize(
        ("name", "text", "key", "value"),
        [
            ("limites-0-floor", "3 M€", "floor_cents", 300_000_000),
            ("limites-0-floor", "12,5 %", "floor_share", 0.125),
            ("limites-0-floor", "1 234,56", "floor_cents", 123_456),
            ("limites-0-ceiling", "10 %", "ceiling_share", 0.1),
        ],
    )
    def test_amounts_are_typed_as_people_write_them(self, name, text, key, value):
        form = form_of(TREE, typed(form_of(TREE), **{name: text}))
        assert form.is_valid(), form.faults
        assert form.document()["limit"][0][key] == value


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "anchor"),
        [
            ({"argent-envelope": "beaucoup"}, "id_argent-envelope"),
            ({"argent-reserve": "200 000"}, "id_argent-reserve"),
            ({"limites-0-floor": ""}, "id_limites-0-floor"),
            ({"limites-2-floor": "100 000"}, "id_limites-2-ceiling"),
            ({"limites-1-territory": LOIRE}, "id_limites-1-each"),
            ({"taux-0-most": "140"}, "id_taux-0-most"),
            ({"taux-0-most": "", "taux-0-public": ""}, "id_taux-0-most"),
            ({"equite-ratio": "0,5"}, "id_equite-ratio"),
            ({"exclusions-0-projects": "A\nZ"}, "id_exclusions-0-projects"),
        ],
    )
    def test_each_is_told_at_its_field(self, changes, anchor):
        form = form_of(TREE, typed(form_of(TREE), **changes))
        assert not form.is_valid()
        assert [where for where, _label, _said in form.faults] == [anchor]

    def test_a_row_that_is_not_listed_is_not_read(self):
        data = typed(form_of(TREE))
        data.setlist("ligne", ["limites-0", "n'importe-quoi", "limites-x"])
        assert [row.prefix for row in form_of(TREE, data).rows] == ["limites-0"]


class TestManyRules:
    def test_more_than_a_form_takes_are_left_to_their_file(self):
        rule = {"code": "x", "label": "X", "floor_cents": 1}
        form = form_of({"envelope_cents": 1, "limit": [rule] * (MOST_ROWS + 1)})
        assert form.is_too_long
        form.add("limites")
        assert len(form.rows) == MOST_ROWS + 1

    def test_as_many_as_it_takes_pass_the_door(self, settings):
        form = form_of({"envelope_cents": 1, "limit": [{"code": "x", "floor_cents": 1}]})
        fields = len(form.rows[0].fields) + 1
        assert MOST_ROWS * fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def filled(self, world):
        return making.filled(world)

    def posted(self, client, scenario, **told):
        data = {"argent-envelope": "100 000", "valeur-result": "1", "revision": scenario.revision}
        return client.post(reverse("allocation_rules", args=[scenario.code]), data | told)

    def test_rows_are_added_and_taken_away_and_nothing_is_lost(self, client_of, filled):
        client = client_of()
        shown = self.posted(client, filled, ajouter="limites").content.decode()
        assert 'name="ligne" value="limites-0"' in shown
        row = {
            "ligne": ["limites-0"],
            "limites-0-label": "La Loire",
            "limites-0-floor": "pas encore",
        }
        shown = self.posted(client, filled, ajouter="limites", **row).content.decode()
        assert 'value="La Loire"' in shown
        assert 'value="pas encore"' in shown
        assert 'value="limites-1"' in shown
        both = row | {"ligne": ["limites-0", "limites-1"]}
        shown = self.posted(client, filled, retirer="limites-0", **both).content.decode()
        assert 'value="limites-1"' in shown
        assert "La Loire" not in shown
        assert again(filled).revision == filled.revision

    def test_rules_are_kept(self, client_of, filled):
        row = {"ligne": ["limites-0"], "limites-0-territory": LOIRE, "limites-0-floor": "45 000"}
        response = self.posted(client_of(), filled, **row)
        assert response.status_code == 302
        (limit,) = again(filled).rules["limit"]
        assert limit["where"] == {"territory": LOIRE}
        assert limit["label"] == "Plancher du territoire Loire"
        assert limit["floor_cents"] == 45_000_00

    def test_what_is_wrong_is_told_and_kept(self, client_of, filled):
        row = {"ligne": ["limites-0"], "limites-0-label": "Vide"}
        response = self.posted(client_of(), filled, **row)
        shown = response.content.decode()
        assert response.status_code == 422
        assert 'href="#id_limites-0-floor"' in shown
        assert 'value="Vide"' in shown
        assert again(filled).revision == filled.revision

    def test_a_form_that_was_overtaken_is_told_and_kept(self, client_of, filled):
        client = client_of()
        old = filled.revision
        self.posted(client, filled, **{"valeur-jobs": "1"})
        response = self.posted(client, filled, revision=old, **{"valeur-jobs": "2"})
        shown = response.content.decode()
        assert response.status_code == 409
        assert 'name="valeur-jobs" value="2"' in shown
        assert again(filled).rules["objective"] == {"jobs": 1.0}

    def test_a_file_of_rules_that_is_wrong_is_told_with_its_lines(self, client_of, filled):
        text = 'envelope_cents = 100\n\n[[limit]]\ncode = "x"\nplancher = 3\n'
        file = SimpleUploadedFile("regles.toml", text.encode())
        address = reverse("allocation_rules_take", args=[filled.code])
        response = client_of().post(address, {"document": file})
        assert response.status_code == 422
        assert "ligne 5" in response.content.decode()

    @pytest.mark.parametrize("who", ["auditor", "manager"])
    def test_others_change_no_rule(self, client_of, filled, who):
        client = client_of(who)
        assert self.posted(client, filled).status_code in {403, 404}
