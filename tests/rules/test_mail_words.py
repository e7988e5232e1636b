import pytest

from comitia.mail.words import COMMANDS, VERDICTS, folded, lines_of_reply, meant


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("accept", "accept"),
        ("  ACCEPT, thank you", "accept"),
        ("Rejeter: hors sujet", "reject"),
        ("Отклонить — не по теме", "reject"),
        ("接受", "accept"),
        ("拒绝：与本组无关", "reject"),
        ("قَبُول", "accept"),
        ("descartar", "discard"),
        ("Spam", "discard"),
        ("notable", ""),
        ("acceptable to me", ""),
        ("", ""),
    ],
)
def test_verdicts_by_their_first_word(line: str, verdict: str) -> None:
    assert meant(line, VERDICTS) == verdict


def test_commands_are_whole_lines() -> None:
    assert meant("Se désabonner", COMMANDS, whole=True) == "unsubscribe"
    assert meant("إلغاء الاشتراك", COMMANDS, whole=True) == "unsubscribe"
    assert meant("help me with § 2", COMMANDS, whole=True) == ""


def test_no_word_means_two_things() -> None:
    for table in (COMMANDS, VERDICTS):
        assert all(word == folded(word) for word in table)


def test_what_is_quoted_or_signed_is_not_said() -> None:
    text = "reject\r\nout of scope\n\n> accept\n| x\n-- \nBob\ndiscard"
    assert lines_of_reply(text) == ["reject", "out of scope"]
