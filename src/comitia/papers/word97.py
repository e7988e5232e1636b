"""Word 2 to 97 files ([MS-DOC]): their text by the piece table, paragraphs, notes; and no more.

What a fast save left behind is not in the piece table, and so not in the text.
"""

import struct
from dataclasses import replace
from io import BytesIO

import olefile  # type: ignore[import-untyped]

from comitia.base.text import storable
from comitia.papers.blocks import Block, Note, PageBreak, Paper, Paragraph, Run
from comitia.papers.languages import language_of
from comitia.papers.plain import lines_paper
from comitia.papers.refusals import CannotRead, Damaged, Empty, Encrypted, TooLarge, UnknownKind
from comitia.papers.tidy import tab_labelled

KIND = "Word 97"
_MOST_CHARACTERS = 2_000_000
_MOST_PIECES = 100_000
_WORD_2, _WORD_6, _WORD_97 = 0xA5DB, 0xA5DC, 0xA5EC
_COMPLEX, _ENCRYPTED, _TABLE_1 = 0x0004, 0x0100, 0x0200
_EIGHT_BITS = 0x4000_0000
_LANGUAGES = {0x01: "ar", 0x04: "zh", 0x09: "en", 0x0A: "es", 0x0C: "fr", 0x19: "ru"}
_NOTE, _PAGE = "\x02", "\x0c"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {"\x0b": "\v", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\x07": "\t", "\r": "\n"}


def word97_text(data: bytes) -> str:
    """The text of a .doc file. Raises CannotRead."""
    text, _, _ = _read(data)
    return text.replace(_NOTE, "").replace(_PAGE, "\n").replace("\v", "\n").strip("\n")


def word97_paper(data: bytes) -> Paper:
    """The paper in a .doc file. Raises CannotRead."""
    text, notes, facts = _read(data)
    blocks: list[Block] = []
    cited = 0
    for place, page in enumerate(text.split(_PAGE)):
        if place and blocks:
            blocks.append(PageBreak())
        for block in lines_paper(page).blocks:
            if isinstance(block, Paragraph):
                runs = tuple(replace(run, text=run.text.replace("\v", "\n")) for run in block.runs)
                shown, cited = _cited(tab_labelled(replace(block, runs=runs)), cited, len(notes))
                blocks.append(shown)
            else:
                blocks.append(block)
    kept = tuple(
        Note(f"f{number}", str(number), (Paragraph((Run(said),)),) if said else ())
        for number, said in enumerate(notes, 1)
    )
    return replace(facts, blocks=tuple(blocks), notes=kept, language=_language(blocks, facts))


def _language(blocks: list[Block], facts: Paper) -> str:
    return language_of(blocks, (facts.language,) if facts.language else ())


def _cited(paragraph: Paragraph, cited: int, notes: int) -> tuple[Paragraph, int]:
    """The paragraph with its notes as runs; all marks of notes stand in order in the text."""
    runs: list[Run] = []
    for run in paragraph.runs:
        first, *others = run.text.split(_NOTE)
        runs.append(replace(run, text=first))
        for other in others:
            cited += 1
            if cited <= notes:
                runs.append(Run(str(cited), note=f"f{cited}"))
            runs.append(replace(run, text=other))
    return replace(paragraph, runs=tuple(run for run in runs if run.text)), cited


def _read(data: bytes) -> tuple[str, list[str], Paper]:
    """The main text, the notes, and what else the file says, as an empty paper."""
    try:
        if data[:2] == _WORD_2.to_bytes(2, "little"):
            text, notes, language = _text_of(data, b"")
            return text, notes, Paper((), language=language)
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return _of(ole)
    except CannotRead:
        raise
    except Exception as error:
        # olefile has no class of errors of its own for the many ways of being broken.
        raise Damaged(kind=KIND, detail="it cannot be opened as one") from error


def _of(ole: olefile.OleFileIO) -> tuple[str, list[str], Paper]:
    if ole.exists("EncryptedPackage"):
        raise Encrypted
    if not ole.exists("WordDocument"):
        raise UnknownKind(kind="ole")
    main = ole.openstream("WordDocument").read()
    flags = int.from_bytes(main[10:12], "little")
    name = "1Table" if flags & _TABLE_1 else "0Table"
    text, notes, language = _text_of(main, ole.openstream(name).read() if ole.exists(name) else b"")
    remarks = ("macros_left_out",) if ole.exists("Macros") or ole.exists("_VBA_PROJECT_CUR") else ()
    return text, notes, Paper((), language=language, title=_title(ole), remarks=remarks)


def _text_of(main: bytes, table: bytes) -> tuple[str, list[str], str]:
    """The main text, the notes and the language by what heads the text ([MS-DOC] 2.5.1)."""
    ident, _, _, language, _, flags = struct.unpack_from("<6H", main, 0)
    if flags & _ENCRYPTED:
        raise Encrypted
    if ident == _WORD_97 and table:
        count, footnotes = struct.unpack_from("<2i", main, 0x4C)
        letters = _pieces(main, table)
    elif ident in {_WORD_2, _WORD_6} and not flags & _COMPLEX:
        begin, end = struct.unpack_from("<2I", main, 0x18)
        count, footnotes = struct.unpack_from("<2i", main, 0x34)
        letters = main[begin:end].decode("cp1252", "replace")
    else:
        raise UnknownKind(kind="doc")
    count, footnotes = max(count, 0), max(footnotes, 0)
    text = _shown(letters[:count])
    if not text.strip():
        raise Empty
    notes = [each.strip() for each in _shown(letters[count : count + footnotes]).split(_NOTE)[1:]]
    return text, notes, _LANGUAGES.get(language & 0x3FF, "")


def _pieces(main: bytes, table: bytes) -> str:
    """The text as its pieces follow each other ([MS-DOC] 2.9.38, 2.8.35)."""
    place, size = struct.unpack_from("<2I", main, 0x1A2)
    end = min(place + size, len(table))
    while place < end and table[place] == 1:
        place += 3 + int.from_bytes(table[place + 1 : place + 3], "little")
    if place >= end or table[place] != 2:
        raise Damaged(kind=KIND, detail="it does not say where its text is")
    (held,) = struct.unpack_from("<I", table, place + 1)
    place += 5
    count = (held - 4) // 12
    if not 0 < count <= _MOST_PIECES:
        raise Damaged(kind=KIND, detail="it does not say where its text is")
    starts = struct.unpack_from(f"<{count + 1}I", table, place)
    place += 4 * (count + 1)
    pieces: list[str] = []
    total = 0
    for number in range(count):
        length = starts[number + 1] - starts[number]
        (where,) = struct.unpack_from("<I", table, place + 8 * number + 2)
        total += max(length, 0)
        if total > _MOST_CHARACTERS:
            raise TooLarge(
                found=f"more than {_MOST_CHARACTERS:,} characters", limit=f"{_MOST_CHARACTERS:,}"
            )
        if where & _EIGHT_BITS:
            begin = (where & ~_EIGHT_BITS) // 2
            pieces.append(main[begin : begin + max(length, 0)].decode("cp1252", "replace"))
        else:
            octets = main[where : where + 2 * max(length, 0)]
            pieces.append(octets.decode("utf-16-le", "replace"))
    return "".join(pieces)


def _shown(text: str) -> str:
    """Letters as people see them: fields by their results, rows of tables as lines with tabs."""
    # The end of a row is a mark of its own, behind that of its last cell.
    text = text.replace("\x07\x07", "\n")
    kept: list[str] = []
    # Of each open field: what it is told to do, or None once its result has begun.
    fields: list[list[str] | None] = []
    for letter in text:
        if letter == _FIELD_BEGIN:
            fields.append([])
        elif letter == _FIELD_RESULT and fields:
            fields[-1] = None
        elif letter == _FIELD_END and fields:
            told = "".join(fields.pop() or ()).strip()
            if told.startswith("EQ ") and not any(each is not None for each in fields):
                # Old equations are only an instruction; as text they are at least not lost.
                kept.append(told[3:])
        elif all(each is None for each in fields):
            kept.append(_SIGNS.get(letter, letter))
        elif (told_now := fields[-1]) is not None:
            told_now.append(letter)
    marks = {_NOTE: "\ue000", _PAGE: "\ue001", "\v": "\ue002"}
    shown = "".join(kept)
    for mark, private in marks.items():
        shown = shown.replace(private, "").replace(mark, private)
    shown = storable(shown)
    for mark, private in marks.items():
        shown = shown.replace(private, mark)
    return shown


def _title(ole: olefile.OleFileIO) -> str:
    held = ole.get_metadata()
    title = held.title or b""
    codec = "utf-8" if held.codepage == 65001 else f"cp{held.codepage or 1252}"
    try:
        shown = title.decode(codec, "replace") if isinstance(title, bytes) else str(title)
    except LookupError:
        shown = ""
    return " ".join(storable(shown).split())[:500]
