"""What the reader of circulars says is shown in the reader's own language, facts filled in."""

import pytest
from django.utils.translation import gettext, override

from comitia.circulars.reading.reasons import REASONS
from comitia.circulars.reading.refusals import REFUSALS, TooLarge
from comitia.circulars.reading.warnings import WARNINGS
from comitia.web.pages.drafts.provenance import refusal_text, warnings_of

LANGUAGES = ["ar", "es", "fr", "ru", "zh-hans"]


def test_a_warning_with_what_it_is_about():
    reading = {"warnings": [{"code": "number_mismatch", "facts": {"numbers": ["174", "175"]}}]}
    with override("zh-hans"):
        (warned,) = warnings_of(reading)
    assert warned.text == "给出了不同的通函编号：174, 175。"


def test_a_refusal_with_what_it_is_about():
    with override("fr"):
        said = refusal_text(TooLarge(found="200 MB", limit="20 MB"))
    assert said.startswith("Ce fichier est trop volumineux")
    assert "200 MB" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_said_in_each_language(language):
    english = [*REASONS.values(), *(text for _, text in WARNINGS.values())]
    english += [refusal.template for refusal in REFUSALS.values()]

    with override(language):
        assert not [text for text in english if gettext(text) == text]
