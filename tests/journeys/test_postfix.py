"""A delegate's mail through a real Postfix into a real `comitia mail`."""

import smtplib
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.postfix import Postfix, running
from tests.program import Program

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    comitia = Program(tmp_path_factory.mktemp("comitia"))
    comitia.start("mail")
    yield comitia
    comitia.stop_all()


@pytest.fixture(scope="module")
def postfix(comitia: Program) -> Iterator[Postfix]:
    with running(lmtp_port=comitia.lmtp_port) as postfix:
        yield postfix


def mail(subject: str, to: str = "t09demo@comitia.example") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Bob <bob@example-telecom.example>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content("Hello.\n.\n..\nA dot began those lines.\n")
    return message


def post(postfix: Postfix, message: EmailMessage, to: list[str], **options: object) -> dict:
    with smtplib.SMTP("127.0.0.1", postfix.smtp_port, local_hostname="pc.example") as client:
        client.ehlo()
        return client.send_message(
            message,
            "bob@example-telecom.example",
            to,
            **options,  # type: ignore[arg-type]
        )


def test_a_post_comes_through_as_it_was_sent(comitia: Program, postfix: Postfix) -> None:
    before = len(comitia.arrivals())
    post(postfix, mail("Through Postfix"), ["t09demo@comitia.example"])
    arrival = comitia.arrivals_when(before + 1)[-1]
    assert arrival["from"] == "bob@example-telecom.example"
    assert arrival["to"] == "t09demo@comitia.example"
    assert b"\r\n\r\nHello.\r\n.\r\n..\r\nA dot began those lines.\r\n" in arrival["data"]
    assert arrival["peer"]["door"] == "LMTP"
    assert arrival["peer"]["forwarded"]["addr"] == "127.0.0.1"
    assert arrival["peer"]["forwarded"]["helo"] == "pc.example"


def test_an_address_with_a_token_comes_through_whole(comitia: Program, postfix: Postfix) -> None:
    before = len(comitia.arrivals())
    post(postfix, mail("Token"), ["t09demo-confirm+3-abcdefghijkl@comitia.example"])
    arrival = comitia.arrivals_when(before + 1)[-1]
    assert arrival["to"] == "t09demo-confirm+3-abcdefghijkl@comitia.example"


def test_an_unknown_address_is_refused_at_the_front(postfix: Postfix) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(postfix, mail("Nobody"), ["nobody@comitia.example"])
    code, text = refused.value.recipients["nobody@comitia.example"]
    assert code == 550
    assert b"5.1.1" in text


def test_of_two_recipients_each_is_served(comitia: Program, postfix: Postfix) -> None:
    before = len(comitia.arrivals())
    both = ["t09demo@comitia.example", "t09demo-owner@comitia.example"]
    assert post(postfix, mail("Two"), both) == {}
    assert {one["to"] for one in comitia.arrivals_when(before + 2)[before:]} == set(both)


def test_subjects_in_other_scripts_pass_unharmed(comitia: Program, postfix: Postfix) -> None:
    before = len(comitia.arrivals())
    message = mail("关于第178号决议 · Вопрос · سؤال")
    message.replace_header("From", "Борис <boris@example-telecom.example>")
    with smtplib.SMTP("127.0.0.1", postfix.smtp_port, local_hostname="pc.example") as client:
        client.ehlo()
        client.send_message(message, "борис@пример.example", ["t09demo@comitia.example"])
    arrival = comitia.arrivals_when(before + 1)[-1]
    assert arrival["from"] == "борис@пример.example"
    assert "关于第178号决议".encode() in arrival["data"]


def test_while_we_are_away_postfix_keeps_the_mail(comitia: Program, postfix: Postfix) -> None:
    # Known from here on, so that Postfix takes mail for it without asking.
    before = len(comitia.arrivals())
    post(postfix, mail("While here"), ["t09demo@comitia.example"])
    before = len(comitia.arrivals_when(before + 1))
    comitia.stop("mail")
    try:
        post(postfix, mail("While away"), ["t09demo@comitia.example"])
        time.sleep(1)
        assert "t09demo@comitia.example" in postfix.queue()
    finally:
        comitia.start("mail")
    subprocess.run(["postqueue", "-c", str(postfix.folder / "etc"), "-f"], check=True)
    assert b"While away" in comitia.arrivals_when(before + 1)[-1]["data"]
