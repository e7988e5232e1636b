"""A test client that checks every page it fetches: so tests about anything test the page too."""

import gzip
import re
from collections import Counter
from html.parser import HTMLParser

from django.test import Client

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
FORM_FIELDS = {"input", "select", "textarea"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.found, self.faults, self.text = [], [], [], {}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if len(attributes) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.found.append((tag, attributes, tuple(self.stack)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.stack[-1:] or 'nothing'}")
            if tag in self.stack:
                while self.stack.pop() != tag:
                    pass
            return
        self.stack.pop()

    def handle_data(self, data):
        if (self.stack and self.stack[-1] in {"title", "h1"}) or "h1" in self.stack:
            name = "title" if self.stack[-1] == "title" else "h1"
            self.text[name] = self.text.get(name, "") + data


def faults(html: str) -> list[str]:
    """What is wrong with a page of ours; nothing, one hopes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    said = reader.faults
    if reader.stack:
        said.append(f"left open: {reader.stack}")
    # A picture's parts have titles of their own.
    tags = Counter(tag for tag, _, above in reader.found if "svg" not in above)
    for tag in ("title", "h1", "main"):
        if tags[tag] != 1:
            said.append(f"{tags[tag]} <{tag}>")
    title = " ".join(reader.text.get("title", "").split())
    heading = " ".join(reader.text.get("h1", "").split())
    if not heading or not title.startswith(heading[:60]):
        said.append(f"the title {title!r} does not begin with the heading {heading!r}")
    ids = Counter(a["id"] for _, a, _ in reader.found if "id" in a)
    said += [f"id {name!r} {count} times" for name, count in ids.items() if count > 1]
    labelled = {a.get("for") for tag, a, _ in reader.found if tag == "label"}
    for tag, a, above in reader.found:
        if tag == "html" and (not a.get("lang") or a.get("dir", "ltr") not in {"ltr", "rtl"}):
            said.append("<html> without lang and dir")
        if tag == "script" and "src" not in a:
            said.append("a script in the page")
        if tag == "style" or "style" in a:
            said.append(f"a style in the page: <{tag}>")
        said += [f"<{tag} {name}>" for name in a if name.startswith("on")]
        for name in ("src", "action", "poster"):
            if re.match(r"(?i)\s*(https?:)?//|\s*javascript:", a.get(name) or ""):
                said.append(f"<{tag} {name}={a[name]!r}> leads outside")
        if tag == "link" and re.match(r"(https?:)?//", a.get("href") or ""):
            said.append(f"<link href={a['href']!r}> leads outside")
        if tag == "a" and re.match(r"(?i)\s*javascript:", a.get("href") or ""):
            said.append("a link runs script")
        if tag == "a" and re.match("#.", a.get("href") or "") and a["href"][1:] not in ids:
            said.append(f"a link to {a['href']!r}, which is not in the page")
        if tag == "a" and a.get("href") in {"", "#"}:
            said.append("a link to nowhere")
        if tag == "form" and not a.get("action") and a.get("method", "get").lower() != "get":
            said.append("a form without action")
        if tag == "img" and "alt" not in a:
            said.append("<img> without alt")
        if tag in FORM_FIELDS and a.get("type") not in {"hidden", "submit", "button"}:
            named = a.get("id") in labelled or "aria-label" in a or "aria-labelledby" in a
            if not named and "label" not in above:
                said.append(f"<{tag} name={a.get('name')!r}> without a label")
        if tag == "th" and "scope" not in a:
            said.append("<th> without scope")
    return said


class PageClient(Client):
    """Django's client, refusing pages that are not fit to be read."""

    def request(self, **request):
        response = super().request(**request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_empty = 300 <= response.status_code < 400 or request.get("REQUEST_METHOD") == "HEAD"
        if is_page and not is_empty and not response.streaming:
            content = response.content
            if response.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            found = faults(content.decode())
            assert not found, f"{request.get('PATH_INFO')}: {found}\n{content.decode()}"
            assert "Content-Security-Policy" in response
        return response

    def sign_in(self, person) -> "PageClient":
        """Go on as this person."""
        self.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self


class _Fields(HTMLParser):
    """What the first form with this action would send as it stands."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.sent: dict[str, str] = {}
        self._inside = self._seen = False
        self._name = ""

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form" and not self._seen:
            self._inside = self._seen = has.get("action") == self.action
        if not self._inside:
            return
        if tag == "input":
            ticked = has.get("type") not in {"checkbox", "radio"} or "checked" in has
            if ticked and has.get("name"):
                self.sent[has["name"]] = has.get("value") or ("on" if "checked" in has else "")
        elif tag in {"select", "textarea"}:
            self._name = has["name"]
            self.sent.setdefault(self._name, "")
        elif tag == "option" and "selected" in has:
            self.sent[self._name] = has["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._inside:
            self.sent[self._name] = self.sent[self._name].strip("\n")
            self._name = ""

    def handle_data(self, data):
        if self._inside and self._name and self.lasttag == "textarea":
            self.sent[self._name] += data


def fields_of(html: str, *, action: str) -> dict[str, str]:
    """What a reader's browser would send who changes nothing in the form."""
    found = _Fields(action)
    found.feed(html)
    found.sent.pop("csrfmiddlewaretoken", None)
    return found.sent
