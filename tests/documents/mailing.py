"""Mails to -contribution@ as programs write them, taken down the road and read."""

from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from comitia.documents import tasks
from comitia.documents.models import Issue
from comitia.jobs.models import Job
from comitia.mail.models import Arrival
from tests.mail.posting import post

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BOB = "bob@example-telecom.example"


def docx(**cover: str) -> bytes:
    """A Word file of ours: a cover as a table, and some text."""
    from docx import Document

    document = Document()
    table = document.add_table(rows=0, cols=2)
    for label, value in cover.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = f"{label.title()}:", value
    document.add_paragraph("We propose that the group keeps the example as short as it is.")
    document.add_paragraph("It is the shortest that is known, and it was easy to read.")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def mail(
    *files: tuple[str, bytes, str],
    text: str = "Please take this.\n",
    subject: str = "Our contribution",
    sender: str = f"Bob <{BOB}>",
    to: str = "t09demo-contribution",
    **headers: str,
) -> bytes:
    """A mail with files (name, bytes, media type)."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = f"{to}@comitia.example"
    made["Subject"] = subject
    made["Date"] = "Mon, 4 Apr 2011 11:00:00 +0200"
    made["Message-ID"] = f"<{abs(hash((subject, text, files)))}@mail.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, data, kind in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def send(
    data: bytes, to: str = "t09demo-contribution", mail_from: str = BOB
) -> tuple[Arrival, Issue | None]:
    """The arrival at the end of its road, and the newest issue once the mail was read."""
    arrival = post(data, to, mail_from)
    for job in Job.objects.filter(kind="documents.mailed"):
        tasks.mailed(**job.payload)
        job.delete()
    return arrival, Issue.objects.select_related("document__group").order_by("-id").first()
