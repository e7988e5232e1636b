"""Which assembly a clause is to be ready for, where it names one. Pure."""

import re

# WTSA-12 and its names in the six languages, with the year before or after (DOMAIN 2.2).
_NAMES = (
    "WTSA|AMNT|ВАСЭ|世界电信标准化全会|"
    "World Telecommunication Standardization Assembly|"
    "Assemblée mondiale de normalisation des télécommunications|"
    "Asamblea Mundial de Normalización de las Telecomunicaciones|"
    "Всемирн\\w+ ассамбле\\w+ по стандартизации электросвязи|"
    "الجمعية العالمية لتقييس الاتصالات"
)
# WTSA-12, or a whole year soon after: a bare number may be that of a resolution.
_AFTER = re.compile(rf"(?:{_NAMES})(?:[-‑–]|[^\d第]{{0,20}}?20)([0-9]{{2}})(?![0-9])")
_BEFORE = re.compile(rf"20([0-9]{{2}})[\s年]*(?:{_NAMES})")


def due_event(*texts: str) -> str:
    """The assembly that the first of `texts` naming one names, as `WTSA-12`; else nothing."""
    for text in texts:
        found = _BEFORE.search(text) or _AFTER.search(text)
        if found:
            return f"WTSA-{found[1]}"
    return ""
