"""Names of countries in six languages, enough to tell a country from an organisation."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel import Locale

from comitia.papers.folding import folded

_LONG_ENOUGH = 5


@cache
def _names(language: str) -> Mapping[str, str]:
    """Folded name to ISO code: the language's own names (CLDR), the English ones, other forms."""
    source = files("comitia.papers.terms").joinpath("countries.toml")
    others = tomllib.loads(source.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for code, forms in others.items():
        names.update({folded(form): code for form in forms})
    for each in dict.fromkeys(("en", language)):
        for code, name in Locale.parse(each).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA"}
            ):
                names.setdefault(folded(name), code)
    return names


def country_code(words: str, language: str) -> str | None:
    """The ISO code of the country these words name; None if they name none that is known."""
    text = folded(words).strip(" .,;:()")
    for article in ("the ", "la ", "le ", "les ", "l'", "el ", "los ", "las "):
        text = text.removeprefix(article)
    names = _names(language)
    if text in names:
        return names[text]
    if language == "ru" and len(text) >= _LONG_ENOUGH:
        # Russian inflects names: Бразилия, из Бразилии.
        stem = text[: max(_LONG_ENOUGH - 1, len(text) - 2)]
        close = {
            code
            for name, code in names.items()
            if name.startswith(stem) and abs(len(name) - len(text)) <= 2
        }
        return close.pop() if len(close) == 1 else None
    return None


def country_within(text: str, language: str) -> tuple[int, int, str] | None:
    """The country with which folded words begin, as Chinese writes 来自巴西ANATEL的 in one run."""
    best = None
    for name, code in _names(language).items():
        if text.startswith(name) and (best is None or len(name) > best[1]):
            best = (0, len(name), code)
    return best
