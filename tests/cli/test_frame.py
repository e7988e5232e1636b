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


def test_the_list_of_all_commands_fits_a_terminal_and_loads_none_of_them():
    script = "import sys; from comitia.cli import main; main(['--help'], standalone_mode=False);"
    script += (
        "print(sorted(each for each in sys.modules if each.startswith(('django', 'comitia.'))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    said, _, loaded = answer.stdout.rpartition("[")
    assert all(name in said for name in COMMANDS)
    assert max(map(len, said.splitlines())) < 80
    assert "..." not in said.partition("To run it")[2]
    assert "django" not in loaded


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
