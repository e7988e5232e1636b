import gettext

from comitia.config.catalogues import compile_catalogues

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "group"
msgstr "groupe"
"""


def test_a_catalogue_is_compiled_once_and_again_when_its_text_changes(tmp_path):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(PO)
    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo"]
    assert compile_catalogues(tmp_path) == []
    with (folder / "django.mo").open("rb") as binary:
        assert gettext.GNUTranslations(binary).gettext("group") == "groupe"
    (folder / "django.mo").unlink()
    assert len(compile_catalogues(tmp_path)) == 1
