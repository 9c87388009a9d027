"""The reference says what the data say: accounts, stages, checks."""

from docs.generate import LEDGER, ledger_page


def test_the_page_is_what_the_data_say():
    text = LEDGER.read_text(encoding="utf-8")
    assert ledger_page(text) == text
    assert "granted -->|payé| paid" in text
