"""Sets one PDF in a process of its own, with limits: what a hostile paper breaks is only this.

Run as a module: the folder with the template and its data, then the folders of fonts. Answers with
the PDF, or with one JSON object that says why there is none.
"""

import json
import re
import sys
from pathlib import Path

import typst

MEMORY_BYTES = 3_000_000_000
MOST_TRIES = 6
STANDARDS: list["typst.PDFStandard"] = ["a-2a", "ua-1"]
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


def main() -> int:
    """Set it; letters that no font has are named by their numbers, and it is tried again."""
    seconds, folder, *fonts = sys.argv[1:]
    _limit(int(seconds))
    known = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*fonts]
    )
    if "Noto Serif" not in known.families():
        return _refuse("fonts")
    data = Path(folder, "data.json").read_text(encoding="utf-8")
    shadow: dict[str, str] = {}
    for _ in range(MOST_TRIES):
        for letter, instead in shadow.items():
            data = data.replace(letter, instead)
        try:
            made = _compiled(folder, data, known)
        except typst.TypstError as error:
            said = error.diagnostic or error.message
            letters = _unshown(said)
            if not letters and "failed to decode image" in said:
                data = _without_broken(folder, data)
                continue
            if not letters:
                return _refuse("broken", f"{error.message} {error.diagnostic}"[:2_000])
            shadow = {letter: f"[U+{ord(letter):04X}]" for letter in letters}
            continue
        sys.stdout.buffer.write(made)
        return 0
    return _refuse("letters")


def _compiled(folder: str, data: str, fonts: typst.Fonts) -> bytes:
    # The template reads its data by name; here it is given as a value, since we may not write.
    source = Path(folder, "paper.typ").read_bytes()
    source = source.replace(b'json("data.json")', b"json(bytes(sys.inputs.data))", 1)
    compiler = typst.Compiler(
        source, root=folder, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": data}
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=0)
    assert isinstance(made, bytes)
    return made


def _without_broken(folder: str, data: str) -> str:
    """The data with those pictures named that cannot be decoded, each tried by itself."""
    held = json.loads(data)
    held["broken"] = [name for name in held["told"] if not _is_picture(folder, name)]
    return json.dumps(held, ensure_ascii=False)


def _is_picture(folder: str, name: str) -> bool:
    try:
        source = f'#image("{name}", width: 1mm)'.encode()
        typst.Compiler(source, root=folder).compile(format="pdf")
    except typst.TypstError:
        return False
    return True


def _unshown(said: str) -> set[str]:
    """The letters beyond ASCII of the texts that no font could show."""
    letters: set[str] = set()
    for text in _UNSHOWN.findall(said):
        whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        letters |= {letter for letter in whole if not letter.isascii()}
    return letters


def _refuse(why: str, detail: str = "") -> int:
    sys.stdout.write(json.dumps({"refused": why, "detail": detail}))
    return 0


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
