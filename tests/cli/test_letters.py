"""comitia letters and original: what the page does, and a copy as it came, for scripts."""

import json

import pytest
from click.testing import CliRunner

from comitia.cli.frame import main
from comitia.mail.distribute.choices import distribution_of
from tests.mail.posting import message, post, queued


@pytest.fixture
def comitia(world):
    def run(*words, status=0, given=None):
        answer = CliRunner().invoke(main, list(words), input=given)
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


def test_what_is_chosen_is_shown(comitia, world, tmp_path):
    text = tmp_path / "below.txt"
    text.write_text("Leave: {leave}\n")
    comitia("letters", "set", "t09demo", "--no-subject-prefix", "--below", f"en={text}")
    comitia("letters", "set", "T09DEMO", "--below", "fr=-", "--digest-day", "2", given="Partir\n")
    facts = json.loads(comitia("letters", "show", "t09demo", "--json").stdout)
    assert facts["below"] == {"en": "Leave: {leave}", "fr": "Partir"}
    assert (facts["subject_prefix"], facts["digest_day"], facts["sender"]) == (False, 2, "asked")
    plain = comitia("letters", "show", "t09demo").stdout
    assert "subject prefix  no" in plain
    assert "below           en fr" in plain
    text.write_text("")
    comitia("letters", "set", "t09demo", "--below", f"en={text}")
    assert distribution_of(world.group).below == {"fr": "Partir"}


def test_bad_input_says_what_to_do(comitia, world, tmp_path):
    assert "LANGUAGE=FILE" in comitia("letters", "set", "t09demo", "--below", "x", status=2).output
    answer = comitia("letters", "set", "t09demo", "--below", "en=/nowhere", status=1)
    assert "cannot be read" in answer.stderr
    answer = comitia("letters", "set", "t09demo", "--reply-to", "address", status=1)
    assert "to which address" in answer.stderr
    comitia("letters", "set", "t09demo", "--sender", "nobody", status=2)
    assert "There are: t09demo" in comitia("letters", "show", "t0", status=1).stderr


def test_a_copy_is_given_back_as_the_message_came(comitia, world, tmp_path):
    data = message(body="Hello.\r\n.\r\n")
    post(data)
    copy = tmp_path / "copy.eml"
    copy.write_bytes(b"Received: from relay\r\n" + queued("post")[0].raw)
    assert comitia("original", str(copy)).stdout_bytes == data
    assert comitia("original", given=copy.read_bytes()).stdout_bytes == data
    answer = comitia("original", given=data, status=1)
    assert "no copy from a list" in answer.stderr
    comitia("original", "/nowhere", status=2)
