"""Names of documents in addresses: C12, TD3-Rev1, in-7 and in-7.9 while there is no number."""

from django.urls.converters import StringConverter


class DocumentPath(StringConverter):
    """What may name a document or one of its issues, in whatever spelling; pages lead to ours."""

    regex = (
        r"in-[0-9]{1,17}(?:\.[0-9]{1,17})?"
        r"|[A-Za-z]{1,3}[ ._-]?[0-9]{1,9}(?:[ ._-]?[A-Za-z]{3,4}[ ._-]{0,2}[0-9]{1,4})?"
    )


class RedlineKind(StringConverter):
    """The ending of a file in which a redline is taken away."""

    regex = "docx|pdf"
