"""Runs beside LibreOffice under the system's Python, which has its `uno`; asked line by line.

Not imported by tests: `tests.libreoffice` starts it. Each line in is a JSON object (`file`, `to`,
`kind`, `changes`), each line out its answer (`text` or `error`).
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {"docx": "MS Word 2007 XML", "odt": "writer8", "pdf": "writer_pdf_Export"}
COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}
START_SECONDS = 120
# Of addresses, not of memory; it takes a third of it.
MOST_BYTES = 4 * 1024**3


def start(folder):
    """A LibreOffice of our own, listening on a pipe; its process and its context."""
    pipe = f"comitia-{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--invisible", "--norestore", "--nologo", "--nodefault",
            "--nolockcheck", "--nofirststartwizard",
            f"-env:UserInstallation=file://{folder}/profile",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES)),
        env={**os.environ, "HOME": folder},
    )  # fmt: skip
    resolver = uno.getComponentContext().ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", uno.getComponentContext()
    )
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
            return office, resolver.resolve(address)
        except NoConnectException:
            if time.monotonic() > until or office.poll() is not None:
                stop(office)
                raise
            time.sleep(0.1)


def stop(office):
    """End it and what it started; they are one session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(office.pid, signal.SIGKILL)
    office.wait()


def values(**named):
    """Named values as UNO takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


def answer(context, file, to="", kind="", changes=""):
    """Open a file, decide on its changes where asked, save it where asked; its text otherwise."""
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    # No macro is run, no link followed.
    options = values(Hidden=True, ReadOnly=False, MacroExecutionMode=0, UpdateDocMode=0)
    paper = desktop.loadComponentFromURL(uno.systemPathToFileUrl(file), "_blank", 0, options)
    if paper is None:
        raise ValueError("LibreOffice cannot open it")
    try:
        if changes:
            helper = services.createInstanceWithContext(
                "com.sun.star.frame.DispatchHelper", context
            )
            frame = paper.CurrentController.Frame
            helper.executeDispatch(frame, COMMANDS[changes], "", 0, ())
            left = paper.Redlines.createEnumeration() if hasattr(paper, "Redlines") else None
            if left is not None and left.hasMoreElements():
                raise ValueError("some changes were not decided on")
        if to:
            filled = values(FilterName=FILTERS[kind])
            paper.storeToURL(uno.systemPathToFileUrl(to), filled)
            return {}
        return {"text": "\n".join(lines(paper.Text)), "notes": notes(paper)}
    finally:
        paper.close(True)


def lines(text):
    """Paragraphs with their labels, and the cells of tables, in the order of reading."""
    for part in each(text):
        if part.supportsService("com.sun.star.text.TextTable"):
            for name in sorted(part.CellNames, key=place):
                yield from lines(part.getCellByName(name))
        elif part.supportsService("com.sun.star.text.Paragraph"):
            yield (part.ListLabelString + "\t" if part.ListLabelString else "") + part.String


def notes(paper):
    """The texts of footnotes and endnotes."""
    found = []
    for gathered in (paper.Footnotes, paper.Endnotes):
        for number in range(gathered.Count):
            found.append(gathered.getByIndex(number).String)
    return found


def each(text):
    """What an enumeration gives."""
    parts = text.createEnumeration()
    while parts.hasMoreElements():
        yield parts.nextElement()


def place(name):
    """Row and column of a cell called A1; of one within a split cell, A1.2.1, behind it."""
    key = []
    for part in name.split("."):
        column = part.rstrip("0123456789")
        key.append((int(part[len(column) :] or 0), len(column), column))
    return key


def tell(found):
    """Answer on a line of its own."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def main():
    office, context = start(sys.argv[1])
    # Ended from outside, it takes LibreOffice with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        tell({"pid": office.pid})
        for line in sys.stdin:
            try:
                found = answer(context, **json.loads(line))
            except Exception as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            tell(found)
    finally:
        stop(office)


if __name__ == "__main__":
    main()
