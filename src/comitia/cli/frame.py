"""The frame of all commands: found by name, loaded only when called, errors said in plain words."""

import os
import signal
import sys
import threading
from importlib import import_module

import click

from comitia import __version__

# Subject -> command -> module of cli with the name of the click command in it, and what it does: so
# that the list of all commands loads none of them.
SUBJECTS: dict[str, dict[str, tuple[str, str]]] = {
    "To run it": {
        "serve": ("serve:serve", "Serve pages, take and send mail, do what waits: all in one."),
        "setup": ("setup:setup", "Make or upgrade the data folder."),
        "doctor": ("doctor:doctor", "Check settings, doors, keys, and whether all agrees."),
        "web": ("web:web", "Serve the pages, alone."),
        "mail": ("mail:mail", "Receive and send mail, alone."),
        "work": ("work:work", "Do what waits, alone; as many of these as wanted."),
        "bench": ("bench:bench", "Measure, each figure beside a peer."),
    },
    "Mandates, groups and people": {
        "circular": ("circular:circular", "Read circulars, confirm what was read, issue them."),
        "official": ("official:official", "Draft and issue official letters."),
        "group": ("group:group", "List, show, open and close groups."),
        "member": ("member:member", "Members of a group: show, add, validate, remove."),
        "entity": ("entity:entity", "Enter members, and name their focal points."),
    },
    "Mail": {
        "held": ("held:held", "Decide on messages that wait for a moderator."),
        "moderation": ("moderation:moderation", "What follows from each rule; who is banned."),
        "letters": ("letters:letters", "How posts go out, and what of them is changed."),
        "original": ("letters:original", "A message as it came, out of a member's copy."),
        "dkim": ("dkim:dkim", "Keys that sign what is sent."),
        "queue": ("queue:queue", "What waits to leave."),
        "parked": ("parked:parked", "Work that was given up, with the reason."),
    },
    "Documents and the report": {
        "document": ("document:document", "The register: submit, number, post, withdraw."),
        "report": ("report:report", "Freeze, send, compare, publish, translate the report."),
    },
    "The archive": {
        "import": ("exchange:bring_in", "Bring old mail in, of any form."),
        "export": ("exchange:take_out", "Take mail out again, byte for byte."),
        "message": ("archive:message", "One message, as its page shows it."),
        "thread": ("archive:thread", "Threads: shown, split, moved."),
        "redact": ("archive:redact", "Lay a stone over a message."),
        "search": ("search:search", "Search mail, documents, circulars and decisions."),
        "reindex": ("search:reindex", "Build the search index anew while it serves."),
        "glossary": ("glossary:glossary", "The field's terms in six languages."),
        "verify": ("verify:verify", "Prove the ledger, entry by entry."),
    },
}
COMMANDS = {name: each for commands in SUBJECTS.values() for name, each in commands.items()}


SUPERVISED = "COMITIA_SUPERVISED"


class Commands(click.Group):
    """Loads a command's module when it is called, so that `comitia --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by subject; `comitia NAME --help` tells more of each."""
        widest = max(map(len, COMMANDS))
        for subject, commands in SUBJECTS.items():
            with formatter.section(subject):
                formatter.write_dl(
                    [(name.ljust(widest), said) for name, (_, said) in commands.items()]
                )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import_settings()
        end_with_the_supervisor()
        module, _, name = COMMANDS[cmd_name][0].partition(":")
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
