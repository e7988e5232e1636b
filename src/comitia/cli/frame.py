"""The frame of all commands: found by name, loaded only when called, errors said in plain words."""

import os
import signal
import sys
import threading
from importlib import import_module

import click

from comitia import __version__

# Command -> module of cli and the name of the click command in it.
COMMANDS = {
    "serve": "serve:serve",
    "web": "web:web",
    "mail": "mail:mail",
    "bench": "bench:bench",
    "work": "work:work",
    "setup": "setup:setup",
    "circular": "circular:circular",
    "official": "official:official",
    "group": "group:group",
    "document": "document:document",
    "member": "member:member",
    "entity": "entity:entity",
    "report": "report:report",
    "held": "held:held",
    "moderation": "moderation:moderation",
    "dkim": "dkim:dkim",
    "letters": "letters:letters",
    "original": "letters:original",
    "queue": "queue:queue",
    "parked": "parked:parked",
    "import": "exchange:bring_in",
    "export": "exchange:take_out",
    "message": "archive:message",
    "thread": "archive:thread",
    "redact": "archive:redact",
    "search": "search:search",
    "reindex": "search:reindex",
    "glossary": "glossary:glossary",
    "verify": "verify:verify",
    "doctor": "doctor:doctor",
}


SUPERVISED = "COMITIA_SUPERVISED"


class Commands(click.Group):
    """Loads a command's module when it is called, so that `comitia --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import_settings()
        end_with_the_supervisor()
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(f"comitia.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


def end_with_the_supervisor() -> None:
    """Stop this process when its standard input ends: the supervisor is gone, even by kill -9."""

    def watch() -> None:
        # Past Python's own buffer: a worker forked meanwhile would inherit its lock, held for ever.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    # The name must not pass to our own children: their standard input is another one.
    if os.environ.pop(SUPERVISED, None):
        threading.Thread(target=watch, name="supervisor", daemon=True).start()


def import_settings() -> None:
    """Ready Django, or end with status 2 and the sentence that says which setting is wrong."""
    import django

    from comitia.config.environment import BadSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
    try:
        django.setup()
    except BadSetting as error:
        click.echo(f"comitia: {error}", err=True)
        sys.exit(2)


@click.command(cls=Commands)
@click.version_option(__version__, package_name="comitia", prog_name="comitia")
def main() -> None:
    """Run correspondence groups end to end, e-mail first."""
