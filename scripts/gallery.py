"""Photographs every page of the example: six languages, narrow and wide, light and dark.

Run by `make gallery`; pictures and an index lie in build/gallery. `--picture FILE` makes only the
one that the README shows.
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

from playwright.sync_api import Browser, sync_playwright

OUT = Path("build/gallery")
LANGUAGES = ("en", "ar", "zh-hans", "fr", "ru", "es")
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
GROUP = "/g/t09tsag178"
SCOPE = "/m/scope@mail.example/"

# Who looks at what; "" is the public.
PAGES = {
    "": [
        "/", f"{GROUP}/", f"{GROUP}/timetable", f"{GROUP}/join", "/sign-in/", "/circulars/",
        "/circulars/tsb-174/", "/resolutions/", "/resolutions/178-guadalajara-2010/", "/bodies/",
        "/bodies/tsag/", "/decisions/", "/ledger/", f"/ledger/about/group:{GROUP[3:]}/", "/sink/",
        "/no-such-page/",
    ],
    "dmitri@fictavia.example": [
        f"{GROUP}/mail/", f"{GROUP}/mail/1/", SCOPE, f"{GROUP}/members", f"{GROUP}/documents/",
        f"{GROUP}/report/", f"{GROUP}/consultations/", "/search?q=option", "/me/",
    ],
    "fiona@examplia.example": ["/me/validations"],
    "convener@comitia.example": [f"{GROUP}/held/", f"{GROUP}/held/rules", f"{GROUP}/letters"],
    "secretariat@comitia.example": [
        "/circulars/read", f"{GROUP}/desk", "/entities/", "/people/", "/parked/", "/outbox/",
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


def photograph(
    browser: Browser, base: str, who: str, language: str, width: int, scheme: str
) -> Iterator[tuple[str, bytes]]:
    """Each page of `PAGES[who]` with its picture."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    cookies = [{"name": "django_language", "value": language, "url": base}]
    if who:
        cookies.append({"name": "sessionid", "value": session(who), "url": base})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    for path in PAGES[who]:
        page.goto(base + path)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            print(f"wider than its window by {wide} px: {path} {language} {width}")  # noqa: T201
        yield path, page.screenshot(full_page=True)
    context.close()


def leaf(base: str, browser: Browser, languages: Sequence[str], schemes: Sequence[str]) -> None:
    """All pictures and the index."""
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for who in PAGES:
        for language in languages:
            for width in WIDTHS:
                for scheme in schemes:
                    for path, picture in photograph(browser, base, who, language, width, scheme):
                        words = "".join(c if c.isalnum() else "-" for c in path).strip("-")
                        name = f"{words or 'home'}.{language}.{width}.{scheme}.png"
                        (OUT / name).write_bytes(picture)
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
    parser.add_argument("--only", default="", help="pages whose path ends so")
    wanted = parser.parse_args()
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
        else:
            leaf(base, browser, wanted.languages, wanted.schemes)
        browser.close()


if __name__ == "__main__":
    main()
