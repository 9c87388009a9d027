"""A number never travels alone."""

from django.template import engines

from ancrage.kernel.quality import Quality
from ancrage.ui.figures import QUALITY_LABELS, QUALITY_MEANINGS, Figure


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


JOBS = Figure(1234, "Emplois", "emplois", "2023", "Urssaf", Quality.ESTIMATE)


def test_every_quality_has_a_word_and_a_meaning():
    assert set(QUALITY_LABELS) == set(QUALITY_MEANINGS) == set(Quality)


def test_tile_says_all_there_is_to_say():
    html = render("{% figure f %}", f=JOBS)
    for said in ("1\u202f234", "emplois", "2023", "Urssaf", "estimation", "Citer ce chiffre"):
        assert said in html


def test_unknown_is_never_zero():
    unknown = Figure(None, "Emplois", "emplois", "2023", "Urssaf", lower_bound=True)
    html = render("{% figure f %}{% figure_inline f %}", f=unknown)
    assert html.count("<strong>inconnu</strong>") == 1
    assert "au moins" not in html
    assert ">0<" not in html
    assert "exact" not in html


def test_zero_is_a_figure():
    html = render("{% figure f %}", f=Figure(0, "Friches"))
    assert ">0</p>" in html
    assert "inconnu" not in html


def test_a_lower_bound_says_so():
    bound = Figure(48.25, "Part", "%", quality=Quality.DERIVED, decimals=1, lower_bound=True)
    assert "au moins" in render("{% figure f %}", f=bound)
    assert "au moins" in render("{% figure_inline f %}", f=bound)
    assert "au moins 48,2\u202f%" in bound.citation


def test_citation_can_be_pasted():
    assert JOBS.citation == (
        "Emplois\u00a0: 1\u202f234\u202femplois (estimation, 2023). "
        "Source\u00a0: Urssaf. Présenté par Ancrage."
    )
    assert Figure(3, "Lots").citation == "Lots\u00a0: 3. Présenté par Ancrage."


def test_tile_without_citation():
    assert "Citer" not in render("{% figure f cite=False %}", f=JOBS)


def test_inline_figure_stands_in_a_sentence():
    html = render("{% figure_inline f %}.", f=JOBS)
    assert html.endswith("</span>.")
    assert "(estimation, 2023 ; source : Urssaf)" in html


def test_texts_are_escaped():
    html = render("{% figure f %}", f=Figure(1, "<b>x</b>", source="<i>y</i>"))
    assert "<b>" not in html
    assert "<i>" not in html


def test_filters():
    source = "{{ n|number:1 }} {{ s|percent }} {{ a|km2 }} {{ d|frdate }} {{ missing|number }}"
    html = render(source, n=1234.56, s=0.5, a=12.4, d="2021-06-01")
    assert html == "1\u202f234,6 50,0\u202f% 12\u202fkm² 1er\u00a0juin\u00a02021 inconnu"
