"""Photographs every page of the example: six languages, narrow and wide, light and dark.

Run by `make gallery`; pictures and an index lie in build/gallery. `--picture FILE` makes only the
one that the README shows. `--faults` takes no pictures: it looks on each page for what keeps
people out (axe-core's rules) or is wider than the window, and ends with status 1 if it finds any.
"""

import argparse
import html
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path("build/gallery")
LANGUAGES = ("en", "ar", "zh-hans", "fr", "ru", "es")
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
GROUP = "/g/t09tsag178"
SCOPE = "/m/scope@mail.example/"
REPORT = f"{GROUP}/report"

# Who looks at what; "" is the public.
PAGES = {
    "": [
        "/", f"{GROUP}/", f"{GROUP}/timetable", f"{GROUP}/join", "/sign-in/", "/circulars/",
        "/circulars/tsb-174/", "/resolutions/", "/resolutions/178-guadalajara-2010/", "/bodies/",
        "/bodies/tsag/", "/decisions/", "/ledger/", f"/ledger/about/group:{GROUP[3:]}/", "/sink/",
        "/no-such-page/", "/glossary/", "/glossary/interoperability/",
    ],
    "dmitri@fictavia.example": [
        f"{GROUP}/mail/", f"{GROUP}/mail/?unanswered=1&documents=1", f"{GROUP}/mail/1/",
        f"{GROUP}/mail/2011/09/", f"{GROUP}/mail/year/2011/", f"{GROUP}/mail/authors/", SCOPE,
        f"{GROUP}/members", f"{GROUP}/documents/", f"{GROUP}/documents/?series=C&late=1",
        f"{GROUP}/documents/C1/", f"{GROUP}/documents/C1/certificate",
        f"{GROUP}/documents/submit", f"{GROUP}/documents/agenda/", "/me/tokens",
        f"{REPORT}/", f"{REPORT}/p/p1/suggest", f"{REPORT}/s/introduction/suggest",
        f"{GROUP}/consultations/", "/search?q=option", "/me/",
    ],
    "fiona@examplia.example": ["/me/validations"],
    "convener@comitia.example": [
        f"{GROUP}/held/", f"{GROUP}/held/rules", f"{GROUP}/letters", f"{GROUP}/mail/2/place",
        f"{REPORT}/", f"{REPORT}/?language=fr", f"{REPORT}/p/p1/", f"{REPORT}/p/p1/edit",
        f"{REPORT}/p/p1/move", f"{REPORT}/p/p1/delete", f"{REPORT}/p/p5/choose",
        f"{REPORT}/outline", f"{REPORT}/s/introduction/", f"{REPORT}/s/introduction/write",
        f"{REPORT}/suggestions/", f"{REPORT}/suggestions/1", f"{REPORT}/trace", f"{REPORT}/blame",
        f"{REPORT}/versions/", f"{REPORT}/freeze", f"{REPORT}/changes", f"{REPORT}/languages/",
        f"{REPORT}/languages/fr/",
    ],
    "secretariat@comitia.example": [
        "/circulars/read", f"{GROUP}/desk", "/entities/", "/people/", "/parked/", "/outbox/",
        "/outbox/1/", "/reconciliation/", f"{GROUP}/imports/", f"{GROUP}/mail/2/redact",
        "/glossary/wtsa/edit", "/glossary/new", f"{GROUP}/documents/waiting",
        f"{GROUP}/documents/C1/", f"{GROUP}/documents/C3/do/carry",
        f"{GROUP}/documents/liaison", "/holidays/",
    ],
}  # fmt: skip
CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def example(data: Path) -> Iterator[str]:
    """The example, served from a fresh data folder; its address."""
    http = f"127.0.0.1:{free_port()}"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="comitia.config.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",  # playwright runs a loop beside our own reads
        COMITIA_DATA=str(data),
        COMITIA_DEMO="1",
        COMITIA_HTTP=http,
        COMITIA_BASE_URL=f"http://{http}",
        COMITIA_LMTP=f"127.0.0.1:{free_port()}",
        COMITIA_SMTP=f"127.0.0.1:{free_port()}",
    )
    serving = subprocess.Popen([sys.executable, "-m", "comitia", "serve"])
    try:
        for _ in range(600):
            time.sleep(0.2)
            try:
                urlopen(f"http://{http}/").close()
                break
            except OSError:
                if serving.poll() is not None:
                    raise
        time.sleep(5)  # for the index, the ledger and the sink to follow
        yield f"http://{http}"
    finally:
        serving.terminate()
        serving.wait()


def session(address: str) -> str:
    """A session of the person with this address, made as signing in would."""
    import django

    django.setup()
    from django.test import Client

    from comitia.people.models import Person

    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Person.objects.get(email=address), backend=backend)
    return str(client.cookies["sessionid"].value)


def visit(
    browser: Browser, base: str, who: str, language: str, width: int, scheme: str
) -> Iterator[tuple[str, Page]]:
    """Each page of `PAGES[who]`, open."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # Our pages run no foreign script; axe is one.
    )
    cookies = [{"name": "django_language", "value": language, "url": base}]
    if who:
        cookies.append({"name": "sessionid", "value": session(who), "url": base})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    for path in PAGES[who]:
        page.goto(base + path)
        yield path, page
    context.close()


def faults_of(page: Page) -> Iterator[str]:
    """What is wrong with an open page, one sentence each."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        yield f"wider than its window by {wide} px"
    for fault in Axe().run(page).response["violations"]:
        places = "; ".join(node["target"][0] for node in fault["nodes"][:3])
        yield f"{fault['id']}: {fault['help']} ({len(fault['nodes'])}: {places})"


def look_for_faults(
    base: str,
    browser: Browser,
    languages: Sequence[str],
    widths: Sequence[int],
    schemes: Sequence[str],
) -> int:
    """Say what is wrong with each page; how many faults there are."""
    number = 0
    for who in PAGES:
        for language in languages:
            for width in widths:
                for scheme in schemes:
                    for path, page in visit(browser, base, who, language, width, scheme):
                        for fault in faults_of(page):
                            number += 1
                            print(f"{path} {language} {width} {scheme}: {fault}")  # noqa: T201
    return number


def leaf(
    base: str,
    browser: Browser,
    languages: Sequence[str],
    widths: Sequence[int],
    schemes: Sequence[str],
) -> None:
    """All pictures and the index."""
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for who in PAGES:
        for language in languages:
            for width in widths:
                for scheme in schemes:
                    for path, page in visit(browser, base, who, language, width, scheme):
                        words = "".join(c if c.isalnum() else "-" for c in path).strip("-")
                        name = f"{words or 'home'}.{language}.{width}.{scheme}.png"
                        page.screenshot(full_page=True, path=OUT / name)
                        rows.append((path, who or "public", language, width, scheme, name))
    lines = [
        f'<figure><img loading="lazy" src="{name}" alt="" width="{160 if width == 360 else 420}">'
        f"<figcaption>{html.escape(path)} · {who} · {language} · {width} · {scheme}</figcaption>"
        "</figure>"
        for path, who, language, width, scheme, name in sorted(rows)
    ]
    style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:1rem;align-items:start}"
    head = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>"
    (OUT / "index.html").write_text(head + "\n".join(lines), encoding="utf-8")
    print(f"{len(rows)} pictures: {OUT / 'index.html'}")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path, help="make only the README's picture")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--schemes", nargs="+", choices=SCHEMES, default=SCHEMES)
    parser.add_argument("--widths", nargs="+", type=int, choices=WIDTHS, default=WIDTHS)
    parser.add_argument("--faults", action="store_true", help="take no pictures, look for faults")
    parser.add_argument("--only", default="", help="pages whose path ends so")
    wanted = parser.parse_args()
    faults = 0
    for who, paths in PAGES.items():
        PAGES[who] = [path for path in paths if path.endswith(wanted.only)]
    with (
        tempfile.TemporaryDirectory(prefix="comitia-gallery-") as folder,
        example(Path(folder) / "data") as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(CHROMIUM)
        )
        if wanted.picture:
            context = browser.new_context(viewport={"width": 1280, "height": 1000})
            value = session("dmitri@fictavia.example")
            context.add_cookies(
                [
                    {"name": "sessionid", "value": value, "url": base},
                    {"name": "django_language", "value": "en", "url": base},
                ]
            )
            page = context.new_page()
            page.goto(f"{base}{GROUP}/")
            page.screenshot(path=wanted.picture)
        elif wanted.faults:
            faults = look_for_faults(base, browser, wanted.languages, wanted.widths, wanted.schemes)
        else:
            leaf(base, browser, wanted.languages, wanted.widths, wanted.schemes)
        browser.close()
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
