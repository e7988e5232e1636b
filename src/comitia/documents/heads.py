"""Which issue stands for a document, and the copy of its facts that lists are made from."""

from comitia.documents.models import Document, DocumentWords, Issue

# Title, sources, keywords and the beginning of the abstract; whole texts are for searching.
MOST_WORDS_LETTERS = 500
MOST_LINE_LETTERS = 500
# What never became a document for its readers does not stand for it once something else does.
_LESS = frozenset({"draft", "submitted", "checking", "returned", "withdrawn", "revised"})


def refresh(document: Document) -> None:
    """Copy the facts of the issue that stands for the document now. In the caller's transaction."""
    issues = list(document.issues.select_related("entity", "submitted_by").order_by("id"))
    head = head_of(issues)
    if head is None:
        return
    sources = [row.entity for row in head.source_rows.select_related("entity")]
    line = ", ".join([str(each) for each in sources] or [head.source_text])
    versions = head.versions.order_by("-is_original", "language")
    codes = list(versions.values_list("language", flat=True))
    document.current = head
    document.state = head.state
    document.is_late = head.is_late
    document.is_confidential = any(each.is_confidential for each in issues)
    document.is_open = head.retrievable_at is not None or (
        head.state == "withdrawn" and document.number is not None
    )
    document.title = head.title
    document.source_line = line[:MOST_LINE_LETTERS]
    document.question = head.question
    document.languages = f",{','.join(codes)}," if codes else ""
    document.meeting_id = head.meeting_id
    document.entity_id = head.entity_id
    document.submitted_by_id = head.submitted_by_id
    document.received_at = head.received_at
    document.posted_at = head.posted_at
    said = [document.title, line, head.source_text, *map(str, head.keywords)]
    said += [each.title for each in issues if not each.stands_alone]
    said.append(head.abstract)
    document.save()
    words = sought_in(said)
    DocumentWords.objects.update_or_create(
        document=document, defaults={"group": document.group, "words": words}
    )
    document.sources.set(sources)


def head_of(issues: list[Issue]) -> Issue | None:
    """The newest issue that stands alone and that readers have; before there is one, the newest."""
    alone = [each for each in issues if each.stands_alone]
    had = [each for each in alone if each.retrievable_at and each.state not in _LESS]
    if had:
        return had[-1]
    stones = [each for each in alone if each.retrievable_at or each.numbered_at]
    pool = stones or alone
    return max(pool, key=lambda each: (each.state != "revised", each.pk), default=None)


def sought_in(said: list[str]) -> str:
    """What lists look for words in: each word once, the first that fit, without case."""
    words = dict.fromkeys(" ".join(said).casefold().split())
    return " ".join(words)[:MOST_WORDS_LETTERS]
