import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from comitia.cli.frame import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name):
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage" in answer.output
    assert len(answer.output.splitlines()) > 3


def test_a_bad_setting_ends_with_status_2_and_its_name():
    answer = subprocess.run(
        [sys.executable, "-m", "comitia", "setup"],
        env={**os.environ, "COMITIA_HTTP": "nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "COMITIA_HTTP" in answer.stderr
    assert "Traceback" not in answer.stderr
