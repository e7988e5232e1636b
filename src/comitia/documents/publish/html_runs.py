"""The letters of a paragraph as HTML: marks, links, notes, comments, and changes shown as such."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from comitia.documents.publish.shape import Shape
from comitia.documents.publish.words import told, words_in
from comitia.papers.blocks import Change, Mark, Run
from comitia.papers.changes import TAKEN_OUT

# From the outside in, so that equal runs give equal bytes.
_TAGS: tuple[tuple[Mark, str, str], ...] = (
    ("strong", "<strong>", "</strong>"),
    ("emphasis", "<em>", "</em>"),
    ("underlined", '<span class="underlined">', "</span>"),
    ("struck", "<s>", "</s>"),
    ("small_capitals", '<span class="small-capitals">', "</span>"),
    ("code", "<code>", "</code>"),
    ("superscript", "<sup>", "</sup>"),
    ("subscript", "<sub>", "</sub>"),
)


class Letters:
    """Sets runs, and keeps which addresses in the page are taken."""

    def __init__(self, shape: Shape, *, prefix: str, language: str) -> None:
        self._shape = shape
        self._prefix = prefix
        self._language = language
        self._taken: set[str] = set()
        self._moves: dict[str, int] = {}

    def set(self, runs: Sequence[Run], inherited: Change | None = None) -> str:
        """Runs in order. `inherited` is the change of a table or row around them."""
        out = []
        for change, changed in groupby(runs, key=lambda run: run.change or inherited):
            shown = "".join(self._commented(list(changed)))
            out.append(shown if change is None else self.changed(change, shown))
        return "".join(out)

    def changed(self, change: Change, shown: str) -> str:
        """HTML as put in, taken out or moved, with who and when in words."""
        tag = "del" if change.kind in TAKEN_OUT else "ins"
        moved = change.kind.startswith("moved")
        facts = [f'class="{change.kind.replace("_", "-")}"', f'title="{escape(self.told(change))}"']
        link = ""
        if moved and change.move:
            number = self._moves.setdefault(change.move, len(self._moves) + 1)
            here, there = ("from", "to") if tag == "del" else ("to", "from")
            if self.take(f"m{number}{here}"):
                facts.insert(0, f'id="{self._prefix}m{number}{here}"')
                words = escape(words_in(self._language)["to_other_end"])
                link = (
                    f'<a class="other-end" href="#{self._prefix}m{number}{there}"'
                    f' aria-label="{words}">⇅</a>'
                )
        return f"<{tag} {' '.join(facts)}>{shown}</{tag}>{link}"

    def told(self, change: Change) -> str:
        return told(change, self._language)

    def take(self, place: str) -> bool:
        """Whether an address was free until now."""
        free = place not in self._taken
        self._taken.add(place)
        return free

    def _commented(self, runs: list[Run]) -> list[str]:
        """Runs of one change, with marks where comments are on them."""
        out = []
        for comments, commented in groupby(runs, key=lambda run: run.comments):
            shown = "".join(self._linked(list(commented)))
            numbers = [
                self._shape.comment_numbers[key]
                for key in comments
                if key in self._shape.comment_numbers
            ]
            if numbers:
                out.append(f'<mark class="commented">{shown}</mark>')
                out += [self._comment_mark(number) for number in numbers]
            else:
                out.append(shown)
        return out

    def _comment_mark(self, number: int) -> str:
        word = escape(words_in(self._language)["comment"])
        if not self.take(f"cr{number}"):
            return ""
        return (
            f'<a class="comment-mark" id="{self._prefix}cr{number}" href="#{self._prefix}c{number}"'
            f' aria-label="{word} {number}">[{number}]</a>'
        )

    def _linked(self, runs: list[Run]) -> list[str]:
        out = []
        for link, linked in groupby(runs, key=lambda run: run.link):
            shown = "".join(self._run(run, in_link=bool(link)) for run in linked)
            if link.startswith("#"):
                place = self._shape.places.get(link[1:])
                out.append(f'<a href="#{self._prefix}{place}">{shown}</a>' if place else shown)
            elif link:
                out.append(f'<a href="{escape(link)}" rel="noopener noreferrer">{shown}</a>')
            else:
                out.append(shown)
        return out

    def _run(self, run: Run, *, in_link: bool) -> str:
        text = escape(run.text).replace("\n", "<br>\n")
        if run.note:
            return self._cited(run, text, in_link=in_link)
        if run.equation:
            text = f'<span class="math" role="math" dir="ltr">{text}</span>'
        for mark, opening, closing in reversed(_TAGS):
            if mark in run.marks:
                text = f"{opening}{text}{closing}"
        return text

    def _cited(self, run: Run, text: str, *, in_link: bool) -> str:
        number = self._shape.note_numbers.get(run.note)
        if number is None or in_link:
            return f"<sup>{text}</sup>"
        word = escape(words_in(self._language)["note"])
        place = f' id="{self._prefix}r{number}"' if self.take(f"r{number}") else ""
        return (
            f'<sup><a class="cited"{place} href="#{self._prefix}n{number}"'
            f' aria-label="{word} {text}">{text}</a></sup>'
        )
