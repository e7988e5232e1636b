"""The symbols of documents as sheets show them: COM 14-10, TD 415 Rev.1, T09-TSAG-C-0012."""

import re

_REVISED = r"(?:[ -]*(?:Rev|Add|Corr|Cor)\.?[ ]?\d{0,2})?"
_DASH = r"[ ]?[-\u2013\u2014/][ ]?"
_SYMBOL = re.compile(
    rf"""
    (?:COM|SG|TSAG|WTSA|TDAG|RAG|WP)[ ]?\d{{0,3}}{_DASH}(?:C|R|TD|LS|D|DOC)?[ ]?\d{{1,4}}
        (?:{_DASH}[ACEFRS])?{_REVISED}(?:{_DASH}[ACEFRS])?
    | TD[ ]?\d{{1,4}}{_REVISED}(?:[ ]?[(/][\w/ ]{{1,20}}\)?)?{_REVISED}
    | (?:\w{{4,12}}[ ]\d{{1,3}}[ ]\w{{1,4}}[ ])?(?:Document|Documento|Документ)[ ]\d{{1,4}}
        -[ACEFRS]
    | [ST]\d\d-[A-Z0-9]{{2,8}}-(?:C|TD|R|LS|DOC)-\d{{3,4}}(?:!\w{{1,8}}){{0,2}}
        (?:!MSW-[ACEFRS])?{_REVISED}
    """,
    re.VERBOSE,
)


def is_document_symbol(text: str) -> bool:
    """Whether a whole line or cell is the symbol of a document."""
    text = " ".join(text.split())
    return len(text) < 60 and _SYMBOL.fullmatch(text) is not None
