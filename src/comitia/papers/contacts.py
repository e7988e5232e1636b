"""A contact as sheets set it: name, organization and country in lines, the rest by labels."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from comitia.papers.labelled import key_of, labels_of

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ASKED = re.compile(r"<[^<>@]*>")
_IN_ORDER = ("name", "organization", "country")


@dataclass(frozen=True, slots=True)
class Contact:
    name: str = ""
    organization: str = ""
    country: str = ""
    tel: str = ""
    fax: str = ""
    email: str = ""
    block: int = -1
    """The place of the block that it was found in."""

    LABELS: ClassVar[frozenset[str]] = frozenset(
        {"name", "organization", "country", "tel", "fax", "email"}
    )

    def is_empty(self) -> bool:
        return not any(getattr(self, key) for key in self.LABELS)

    def with_field(self, key: str, value: str) -> "Contact":
        """With one field more, unless it has that already."""
        held = {each: getattr(self, each) for each in self.LABELS}
        return Contact(block=self.block, **held | {key: held[key] or value[:200]})


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    """A label of a field of a contact, with a colon, or right before a number of a telephone."""
    said = sorted(labels_of(Contact.LABELS), key=len, reverse=True)
    either = "|".join(re.escape(each) for each in said)
    return re.compile(rf"(?<!\w)({either})\s*(?:[:：]\s*|(?=[+(\d]))", re.IGNORECASE)


def contact_of(text: str, block: int) -> Contact:
    """The contact that lines tell of. What has no label is taken in the order of the form."""
    found: dict[str, str] = {}
    plain: list[str] = []
    for line in re.split(r"[\n\t]", text):
        labels = list(_label().finditer(line))
        ends = [each.start() for each in labels[1:]] + [len(line)]
        for label, end in zip(labels, ends, strict=False):
            value = " ".join(line[label.end() : end].split()).strip(" ,;")
            found.setdefault(key_of(label[1]), value)
        rest = line[: labels[0].start()] if labels else line
        if address := _ADDRESS.search(rest):
            found.setdefault("email", address[0])
            rest = rest.replace(address[0], " ")
        if _ASKED.fullmatch(rest.strip()):
            continue
        if rest := " ".join(rest.split()).strip(" <>()[],;"):
            plain.append(rest)
    if address := _ADDRESS.search(found.get("email", "")):
        found["email"] = address[0]
    if len(plain) == 1:
        plain = [part.strip() for part in re.split(r"[,;，；،؛]\s*", plain[0]) if part.strip()]
    wanting = [key for key in _IN_ORDER if key not in found]
    for key, said in zip(wanting, plain, strict=False):
        found[key] = said
    return Contact(block=block, **{key: value[:200] for key, value in found.items()})
