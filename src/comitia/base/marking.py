"""Marks a text for translation where it stands, in code that knows nothing of Django."""


def gettext_noop(text: str) -> str:
    """`text` itself. `make messages` gathers what is given here; whoever shows it translates."""
    return text
