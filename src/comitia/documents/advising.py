"""What Rec. A.2 advises of a contribution that came: told to who submits and who checks it."""

from collections.abc import Sequence

from comitia.bodies.rulesets import in_force
from comitia.documents import texts, words
from comitia.documents.lengths import Advice, advice, words_of_text
from comitia.documents.models import Issue, Series


def advice_on(issue: Issue) -> list[Advice]:
    """What of a contribution is longer than advised; of its original, once that has been read.

    What only adds to a contribution, and what the secretariat and officers submit, is not meant.
    """
    document = issue.document
    if document.series != Series.CONTRIBUTION or not issue.stands_alone:
        return []
    rules = in_force(document.group.parent.kind, (issue.received_at or issue.created_at).date())
    original = issue.versions.filter(is_original=True).select_related("file").first()
    read = texts.paper_of(original.file) if original else None
    length = words_of_text(read.paper) if read and read.paper else 0
    return advice(abstract=issue.abstract, text_words=length, rules=rules)


def advice_said(found: Sequence[Advice]) -> list[str]:
    """The advice in words, in the active language."""
    return [
        str(words.ADVICE[each.about]) % {"words": each.words, "most": each.most, "rule": each.rule}
        for each in found
    ]
