"""Word and PDF into text by `papers`; what it refuses is said in the words of circulars."""

from comitia.circulars.reading.refusals import REFUSALS, CannotRead
from comitia.papers import limited, refusals


def convert(data: bytes, kind: str) -> str:
    """The text of a DOCX or a PDF, taken out by a limited process. Raises CannotRead."""
    try:
        return limited.convert(data, kind)
    except refusals.CannotRead as error:
        raise REFUSALS.get(error.code, CannotRead)(**error.facts) from error
