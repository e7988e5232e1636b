"""A paper as HTML for pages of ours: every word of it, and nothing that acts.

All text is escaped; there is no script, style, form or address of a picture but what the page
gives. Changes and comments are shown, never merged silently.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comitia.documents.publish.bounds import sound
from comitia.documents.publish.html_runs import Letters
from comitia.documents.publish.html_tables import table_html
from comitia.documents.publish.shape import Shape, direction_of, pictures, plain, shape_of
from comitia.documents.publish.words import day_in_words, words_in
from comitia.papers.blocks import (
    Block,
    Change,
    Equation,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Table,
)

PictureUrl = Callable[[int, Picture], str]
"""Gives a picture's address by its number in `shape.pictures` and itself; or "" for none."""


def body_html(
    paper: Paper,
    *,
    picture_url: PictureUrl | None = None,
    below: int = 1,
    prefix: str = "p-",
    language: str = "",
    in_words: str = "",
) -> SafeString:
    """The paper as one element, its notes and comments at the end.

    Headings begin a level under the page's heading `below`. All ids begin with `prefix`: give two
    papers on one page one each. `language` is for a paper that does not name its own; `in_words` is
    the language in which changes are told, else the reader's. Raises TooLargeToPublish.
    """
    fit = sound(paper)
    shape = shape_of(fit, language)
    writer = HtmlWriter(fit, shape, picture_url, below, prefix, in_words or get_language() or "en")
    return SafeString(writer.whole())


class HtmlWriter:
    """Sets one paper, fit to set; made anew for each."""

    def __init__(
        self,
        paper: Paper,
        shape: Shape,
        picture_url: PictureUrl | None,
        below: int,
        prefix: str,
        language: str,
    ) -> None:
        self._paper, self._shape = paper, shape
        self._picture_url, self._below, self._prefix = picture_url, below, prefix
        self._language = language
        self._words = words_in(language)
        self.letters = Letters(shape, prefix=prefix, language=language)
        self._numbers = {id(each): number for number, each in enumerate(pictures(paper))}

    def whole(self) -> str:
        """The paper's element, with its language and its direction."""
        # Whoever sets it in a page of another language needs both.
        facts = f'lang="{self._shape.language}" dir="{"rtl" if self._shape.rtl else "ltr"}"'
        inside = "".join((*self.blocks(self._paper.blocks), self._notes(), self._comments()))
        return f'<div class="paper" {facts}>\n{inside}</div>\n'

    def blocks(self, blocks: Sequence[Block], inherited: Change | None = None) -> Iterator[str]:
        """Blocks in order: items that follow each other as one list."""
        caption: Paragraph | None = None
        for is_item, grouped in groupby(blocks, key=_is_item):
            if is_item:
                yield from self._caption(caption, inherited)
                caption = None
                yield self._items(
                    [each for each in grouped if isinstance(each, Paragraph)], inherited
                )
                continue
            for block in grouped:
                if isinstance(block, Table):
                    yield table_html(self, block, caption, inherited)
                    caption = None
                    continue
                yield from self._caption(caption, inherited)
                caption = None
                if isinstance(block, Paragraph) and block.kind == "caption":
                    caption = block
                else:
                    yield self._block(block, inherited)
        yield from self._caption(caption, inherited)

    def inline(self, paragraph: Paragraph, inherited: Change | None = None) -> str:
        """The label and the letters of a paragraph, without an element around them."""
        return self._label(paragraph) + self.letters.set(
            paragraph.runs, paragraph.change or inherited
        )

    def told(self, change: Change) -> str:
        """A change in words."""
        return self.letters.told(change)

    def facts(self, paragraph: Paragraph) -> str:
        """Attributes of a paragraph's element: address, direction, language, what became of it."""
        found = []
        place = self._shape.address(paragraph)
        if place and self.letters.take(place):
            found.append(f' id="{self._prefix}{place}"')
        rtl = direction_of(plain(paragraph.runs), rtl=self._shape.rtl)
        if rtl != self._shape.rtl:
            found.append(' dir="rtl"' if rtl else ' dir="ltr"')
            if rtl:
                found.append(' lang="ar"')
        return "".join(found)

    def _known(self, paragraph: Paragraph) -> bool:
        return id(paragraph) in self._shape.headings

    def _caption(self, caption: Paragraph | None, inherited: Change | None) -> Iterator[str]:
        if caption is not None:
            said = self.inline(caption, inherited)
            yield f'<p{self.facts(caption)} class="caption">{said}</p>\n'

    def _block(self, block: Block, inherited: Change | None) -> str:
        match block:
            case Paragraph():
                return self._paragraph(block, inherited)
            case Picture():
                return self._picture(block, inherited)
            case Equation():
                return self._equation(block, inherited)
            case PageBreak():
                change = block.change or inherited
                became = f' {_became(change)}" title="{escape(self.told(change))}' if change else ""
                return f'<hr class="page-break{became}">\n'
        raise AssertionError("lists and tables are set by themselves")

    def _paragraph(self, paragraph: Paragraph, inherited: Change | None) -> str:
        said = self.inline(paragraph, inherited)
        if not said:
            return ""
        facts = self.facts(paragraph)
        became = f' class="{_became(paragraph.change)}"' if paragraph.change else ""
        match paragraph.kind:
            case "heading" if self._known(paragraph):
                depth = self._below + self._shape.headings[id(paragraph)].depth
                tag = f"h{min(6, depth)}"
                deep = f' aria-level="{depth}"' if depth > 6 else ""
                return f"<{tag}{facts}{became}{deep}>{said}</{tag}>\n"
            case "title":
                return f'<p{facts} class="paper-title">{said}</p>\n'
            case "quote":
                return f"<blockquote><p{facts}{became}>{said}</p></blockquote>\n"
            case "code":
                return f"<pre{facts}{became}><code>{said.replace('<br>', '')}</code></pre>\n"
        return f"<p{facts}{became}>{said}</p>\n"

    def _label(self, of: Paragraph | Note) -> str:
        now, before = of.label, of.label_before
        if before is None or before == now:
            return f'<span class="label"><bdi>{escape(now)}</bdi></span> ' if now else ""
        told = self._words["label_was"].format(label=before or self._words["no_label"])
        shown = f"<del>{escape(before)}</del> " if before else ""
        shown += f"<ins>{escape(now)}</ins>" if now else ""
        return f'<span class="label renumbered" title="{escape(told)}">{shown}</span> '

    def _items(self, items: Sequence[Paragraph], inherited: Change | None) -> str:
        """One list, with lists in it by depth. Labels stay as written: no counter makes them."""
        out: list[str] = []
        depths: list[int] = []
        for item in items:
            while depths and item.level < depths[-1] and len(depths) > 1:
                out.append("</div></li></ul>")
                depths.pop()
            if not depths or item.level > depths[-1]:
                out.append('<ul class="items">\n')
                depths.append(item.level)
            else:
                out.append("</div></li>\n")
            label = self._label(item) or '<span class="label"></span>'
            became = f' class="{_became(item.change)}"' if item.change else ""
            said = self.letters.set(item.runs, item.change or inherited)
            out.append(f"<li{self.facts(item)}{became}>{label}<div>{said}")
        out += ["</div></li></ul>"] * len(depths)
        return "".join(out) + "\n"

    def _picture(self, picture: Picture, inherited: Change | None) -> str:
        number = self._numbers.get(id(picture), -1)
        url = self._picture_url(number, picture) if self._picture_url and number >= 0 else ""
        if not url:
            alt = picture.alt or self._words["no_alt"]
            shown = escape(self._words["picture_missing"].format(alt=alt))
            tag, closing = '<p class="picture-missing">', "</p>\n"
        else:
            # 96 CSS pixels make an inch, as on paper.
            width = f' width="{round(picture.width_mm * 96 / 25.4)}"' if picture.width_mm else ""
            shown = f'<img src="{escape(url)}" alt="{escape(picture.alt)}"{width}>'
            tag, closing = "<figure>", "</figure>\n"
        change = picture.change or inherited
        return tag + (self.letters.changed(change, shown) if change else shown) + closing

    def _equation(self, equation: Equation, inherited: Change | None) -> str:
        shown = f'<span class="math" role="math" dir="ltr">{escape(equation.text)}</span>'
        if equation.label:
            shown += f' <span class="label">{escape(equation.label)}</span>'
        change = equation.change or inherited
        shown = self.letters.changed(change, shown) if change else shown
        return f'<p class="equation">{shown}</p>\n'

    def _notes(self) -> str:
        if not self._paper.notes:
            return ""
        rows = []
        for key, number in self._shape.note_numbers.items():
            note = self._shape.notes[key]
            back = self._back(f"r{number}")
            rows.append(
                f'<li id="{self._prefix}n{number}">{self._label(note)}'
                f"<div>{''.join(self.blocks(note.blocks))}{back}</div></li>\n"
            )
        return self._section("notes", "notes", f'<ul class="items">\n{"".join(rows)}</ul>\n')

    def _comments(self) -> str:
        if not self._paper.comments:
            return ""
        rows = []
        for key, number in self._shape.comment_numbers.items():
            each = self._shape.comments[key]
            at = day_in_words(each.at, self._language) if each.at else ""
            who = " · ".join(f"<bdi>{escape(fact)}</bdi>" for fact in (each.author, at) if fact)
            text = escape(each.text).replace("\n", "<br>\n")
            rows.append(
                f'<li id="{self._prefix}c{number}"><span class="label">[{number}]</span><div>'
                f'<p class="byline">{who}</p><p dir="auto">{text}</p>{self._back(f"cr{number}")}'
                "</div></li>\n"
            )
        return self._section("comments", "comments", f'<ul class="items">\n{"".join(rows)}</ul>\n')

    def _back(self, place: str) -> str:
        """A link to where it is cited, where that has been set."""
        if self.letters.take(place):
            return ""
        words = escape(self._words["back"])
        return (
            f'<p class="way-back"><a href="#{self._prefix}{place}" aria-label="{words}">↩</a></p>'
        )

    def _section(self, kind: str, word: str, inside: str) -> str:
        tag = f"h{min(6, self._below + 1)}"
        place = f"{self._prefix}{kind}"
        title = f'<{tag} id="{place}">{escape(self._words[word])}</{tag}>\n'
        return f'<section class="{kind}" aria-labelledby="{place}">\n{title}{inside}</section>\n'


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind == "item"


def _became(change: Change | None) -> str:
    return f"was-{change.kind.replace('_', '-')}" if change else ""
