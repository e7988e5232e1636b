"""The six languages of the United Nations, in which every page and notice is complete."""

LANGUAGE_NAMES = {
    "ar": "Arabic",
    "zh-hans": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
}
LANGUAGES = tuple(LANGUAGE_NAMES)
RIGHT_TO_LEFT = frozenset({"ar"})

# The one-letter suffix of the ITU's file names (DOMAIN 2.2).
FILE_LETTERS = {"ar": "A", "zh-hans": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}


def known_language(code: str | None, default: str = "en") -> str:
    """The language of ours that `code` (BCP 47, any case) means, else `default`."""
    if not code:
        return default
    code = code.lower().replace("_", "-")
    if code.startswith("zh"):
        return "zh-hans"
    primary = code.split("-")[0]
    return primary if primary in LANGUAGE_NAMES else default
