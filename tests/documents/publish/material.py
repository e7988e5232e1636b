"""A paper with everything in it, in each language, and one made to do harm. All of it fiction."""

import struct
import zlib

from comitia.papers.blocks import (
    Cell,
    Change,
    Comment,
    Equation,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)

LANGUAGES = ("en", "fr", "es", "ru", "zh-hans", "ar")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Interim report on the structure of study groups",
        "scope": "Scope",
        "options": "Options considered",
        "open": "Open points",
        "text": "The group met by correspondence and looked at three options for Question 2/3.",
        "old": "two options",
        "new": "three options",
        "moved": "The chair thanked all who contributed.",
        "item": "keep the present structure",
        "deep": "with one lead group",
        "head": "Option",
        "cell": "Cost",
        "note": "See Document 12, section 4.",
        "comment": "Is this still what the meeting agreed?",
        "caption": "Table 1: Options and what they cost",
        "author": "Alice Example",
    },
    "fr": {
        "title": "Rapport intérimaire sur la structure des commissions d'études",
        "scope": "Portée",
        "options": "Options examinées",
        "open": "Points en suspens",
        "text": "Le groupe a travaillé par correspondance et étudié trois options : Question 2/3.",
        "old": "deux options",
        "new": "trois options",
        "moved": "Le président a remercié tous les contributeurs.",
        "item": "garder la structure actuelle",
        "deep": "avec un groupe directeur",
        "head": "Option",
        "cell": "Coût",
        "note": "Voir le Document 12, section 4.",
        "comment": "Est-ce encore ce que la réunion a décidé ?",
        "caption": "Tableau 1 : options et coûts",
        "author": "Élise Exemple",
    },
    "es": {
        "title": "Informe provisional sobre la estructura de las comisiones de estudio",
        "scope": "Alcance",
        "options": "Opciones examinadas",
        "open": "Puntos pendientes",
        "text": "El grupo trabajó por correspondencia y examinó tres opciones de la Cuestión 2/3.",
        "old": "dos opciones",
        "new": "tres opciones",
        "moved": "El presidente dio las gracias a quienes contribuyeron.",
        "item": "mantener la estructura actual",
        "deep": "con un grupo rector",
        "head": "Opción",
        "cell": "Coste",
        "note": "Véase el Documento 12, sección 4.",
        "comment": "¿Es aún lo que acordó la reunión?",
        "caption": "Cuadro 1: opciones y costes",
        "author": "Íñigo Ejemplo",
    },
    "ru": {
        "title": "Промежуточный отчет о структуре исследовательских комиссий",
        "scope": "Сфера охвата",
        "options": "Рассмотренные варианты",
        "open": "Открытые вопросы",
        "text": "Группа работала по переписке и рассмотрела три варианта по Вопросу 2/3.",
        "old": "два варианта",
        "new": "три варианта",
        "moved": "Председатель поблагодарил всех участников.",
        "item": "сохранить нынешнюю структуру",
        "deep": "с одной ведущей комиссией",
        "head": "Вариант",
        "cell": "Стоимость",
        "note": "См. Документ 12, раздел 4.",
        "comment": "Это всё ещё то, о чём договорилось собрание?",
        "caption": "Таблица 1: варианты и их стоимость",
        "author": "Анна Примерова",
    },
    "zh-hans": {
        "title": "关于研究组结构的中期报告",
        "scope": "范围",
        "options": "审议的选项",
        "open": "未决问题",
        "text": "小组以通信方式开展工作，并审议了第2/3号课题的三个选项。",
        "old": "两个选项",
        "new": "三个选项",
        "moved": "主席感谢所有提交文稿者。",
        "item": "保持现有结构",
        "deep": "设一个牵头组",
        "head": "选项",
        "cell": "费用",
        "note": "见第12号文件第4节。",
        "comment": "这仍是会议商定的内容吗？",
        "caption": "表1：各选项及其费用",
        "author": "李例",
    },
    "ar": {
        "title": "تقرير مرحلي عن هيكل لجان الدراسات",
        "scope": "النطاق",
        "options": "الخيارات المدروسة",
        "open": "المسائل المفتوحة",
        "text": "عمل الفريق بالمراسلة ونظر في ثلاثة خيارات تخص المسألة 2/3 من ITU-T.",
        "old": "خيارين",
        "new": "ثلاثة خيارات",
        "moved": "شكر الرئيس جميع المساهمين.",
        "item": "الإبقاء على الهيكل الحالي",
        "deep": "مع لجنة رائدة واحدة",
        "head": "الخيار",
        "cell": "التكلفة",
        "note": "انظر الوثيقة 12، القسم 4.",
        "comment": "هل ما زال هذا ما اتفق عليه الاجتماع؟",
        "caption": "الجدول 1: الخيارات وتكلفتها",
        "author": "منى مثال",
    },
}


def png(width: int = 4, height: int = 2) -> bytes:
    """A small picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\x12\x38\x6f" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def rich(language: str, *, changes: bool = True) -> Paper:
    """Everything that a paper can hold. Without `changes`, as it is when all are accepted."""
    words = WORDS[language]
    by = words["author"]
    at = "2011-11-25T10:00:00Z"

    def change(kind: str, move: str = "") -> Change:
        return Change(kind, by, at, move)  # type: ignore[arg-type]

    def cell(text: str, **spans: int) -> Cell:
        return Cell((Paragraph((Run(text),)),), **spans)

    runs: tuple[Run, ...] = (
        Run(words["text"] + " "),
        Run(words["new"], frozenset({"strong"}), comments=("c1",)),
        Run("1", note="n1"),
        Run(" "),
        Run("https://example.org/a?b=1&c=2", link="https://example.org/a?b=1&c=2"),
        Run(" "),
        Run("x^2", equation=True),
        Run(" "),
        Run("H", frozenset({"emphasis"})),
        Run("2", frozenset({"subscript"})),
        Run("O", frozenset({"emphasis", "underlined"})),
    )
    if changes:
        runs = (
            runs[0],
            Run(words["old"], change=change("deleted")),
            Run(words["new"], frozenset({"strong"}), comments=("c1",), change=change("inserted")),
            *runs[2:],
        )
    blocks = [
        Paragraph((Run(words["title"]),), "title"),
        Paragraph((Run(words["scope"]),), "heading", 1, "1", anchor="scope"),
        Paragraph(runs, label="1.1"),
        Paragraph((Run(words["item"]),), "item", 0, "a)"),
        Paragraph((Run(words["deep"]),), "item", 1, "i)"),
        Paragraph((Run(words["item"]), Run("\n" + words["deep"])), "item", 0, "b)"),
        Paragraph((Run(words["options"]),), "heading", 1, "2"),
        Paragraph((Run(words["open"]),), "heading", 3, "2.1.1"),
        Paragraph((Run(words["caption"]),), "caption"),
        Table(
            (
                Row((cell(words["head"]), cell(words["cell"], across=2)), head=True),
                Row((cell(words["item"], down=2), cell("10"), cell("CHF"))),
                Row((cell("20"), cell("EUR"))),
                *([Row((cell("-"), cell("30"), cell("USD")), change=change("deleted"))] * changes),
            )
        ),
        Picture("image/png", png(), words["caption"], 40),
        Picture("image/x-emf", b"", words["cell"]),
        Equation("a/(b+c) = x^2", "(1)"),
        Paragraph((Run(words["text"]),), "quote"),
        Paragraph((Run("if a < b:\n    print(a & b)"),), "code"),
        PageBreak(),
        Paragraph((Run(words["open"], link="#scope"),)),
    ]
    moved = Paragraph((Run(words["moved"]),))
    if changes:
        away, here = change("moved_away", "m1"), change("moved_here", "m1")
        blocks.insert(2, Paragraph((Run(words["moved"], change=away),), change=away))
        blocks.append(Paragraph((Run(words["moved"], change=here),), change=here))
        gone = change("deleted")
        blocks.append(Paragraph((Run(words["deep"], change=gone),), change=gone))
    else:
        blocks.append(moved)
    return Paper(
        tuple(blocks),
        (Note("n1", "1", (Paragraph((Run(words["note"]),)),)),),
        (Comment("c1", by, at, words["comment"]),),
        language,
        words["title"],
    )


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&#0;&lt;<!-- --><![CDATA[",
    '#eval("1") #import "x": * $ x $ `raw` <label> @ref \\u{41} // /* #read("/etc/passwd")',
    "\x00\x01\x08\x0b\x0c\x1f\x7f\ufffe\uffff",
    "lone \ud800 half",
    "turned \u202e drawkcab \u2066 open",
    "{{ settings.SECRET_KEY }} {% load %} %(x)s {0}",
    "| a | b |\n|---|---|\n[x](javascript:alert(1)) <b>",
    "\r\nSubject: x\r\n\r\n",
    "[+ put in +] [- taken out -]",
    "a" * 5_000,
    "",
)


def hostile() -> Paper:
    """Harm in every place where a text can stand."""
    blocks = []
    for number, text in enumerate(HOSTILE):
        change = Change("inserted", text, text, text)
        runs = (
            Run(text, link=text, note=text, comments=(text,)),
            Run(text, frozenset({"code"}), link="javascript:alert(1)", change=change),
            Run(text, equation=True, link="data:text/html,x", note=f"n{number}"),
        )
        kinds = ("text", "title", "heading", "item", "quote", "code", "caption")
        for level, kind in enumerate(kinds):
            blocks.append(
                Paragraph(
                    runs,
                    kind,
                    level * 5 - 3,
                    text[:50],
                    text,
                    None,
                    text[:50],  # type: ignore[arg-type]
                )
            )
        blocks.append(Picture(text, text.encode("utf-8", "replace"), text, -5, change))
        blocks.append(Picture("image/png", b"\x89PNG\r\n\x1a\nbroken", text, 1e9))
        blocks.append(Equation(text, text[:50], change))
        blocks.append(
            Table((Row((Cell((Paragraph(runs),), 9_999, 9_999), Cell()), change=change), Row(())))
        )
    notes = tuple(
        Note(f"n{n}", text[:50], (Paragraph((Run(text),)),)) for n, text in enumerate(HOSTILE)
    )
    comments = tuple(Comment(text, text, text, text) for text in HOSTILE)
    return Paper(tuple(blocks), notes, comments, 'en" onload="x', HOSTILE[0])
