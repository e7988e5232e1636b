"""Typed readers of the environment: a nonsense value stops the start with words that help.

Every setting may also be given as NAME_FILE, the path of a file that holds the value, so that
secrets can come from a file instead of the process list.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class BadSetting(Exception):
    """A setting cannot be used. The message names it, what was wrong and what would be right."""


@dataclass(frozen=True)
class HostPort:
    """Where a door listens or a relay is reached."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Environment:
    """Reads settings called COMITIA_<name> from a mapping of environment variables."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def text(self, name: str, default: str) -> str:
        """The setting as text; `default` where it is not set."""
        value = self._read(name)
        return default if value is None else value

    def optional_text(self, name: str) -> str | None:
        """The setting as text, or None where it is not set or empty."""
        return self._read(name) or None

    def flag(self, name: str, *, default: bool) -> bool:
        """True for 1/true/yes/on, False for 0/false/no/off. Raises BadSetting for anything else."""
        value = self._read(name)
        if value is None:
            return default
        if value.lower() in {"1", "true", "yes", "on"}:
            return True
        if value.lower() in {"0", "false", "no", "off"}:
            return False
        raise BadSetting(f"COMITIA_{name} is {value!r}; use 1 or 0.")

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between `least` and `most`. Raises BadSetting otherwise."""
        value = self._read(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            raise BadSetting(f"COMITIA_{name} is {value!r}; use a whole number.") from None
        if not least <= number <= most:
            raise BadSetting(f"COMITIA_{name} is {number}; use a number from {least} to {most}.")
        return number

    def host_port(self, name: str, default: str) -> HostPort:
        """HOST:PORT, as 127.0.0.1:8024 or [::1]:8024. Raises BadSetting otherwise."""
        value = self.text(name, default)
        host, colon, port = value.rpartition(":")
        if not colon or not host or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise BadSetting(f"COMITIA_{name} is {value!r}; use HOST:PORT, as {default}.")
        return HostPort(host.strip("[]"), int(port))

    def folder(self, name: str, default: Path) -> Path:
        """A folder's absolute path. It need not exist yet."""
        return Path(self.text(name, str(default))).expanduser().resolve()

    def one_of(self, name: str, default: str, choices: Sequence[str]) -> str:
        """One of some words. Raises BadSetting for any other."""
        value = self.text(name, default)
        if value != default and value not in choices:
            raise BadSetting(f"COMITIA_{name} is {value!r}; use one of: {', '.join(choices)}.")
        return value

    def words(self, name: str, default: str) -> list[str]:
        """Values separated by commas, without empty ones."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str, default: str) -> list[IPv4Network | IPv6Network]:
        """Addresses and networks, as 127.0.0.1,10.0.0.0/8. Raises BadSetting."""
        found = []
        for word in self.words(name, default):
            try:
                found.append(ip_network(word, strict=False))
            except ValueError:
                raise BadSetting(
                    f"COMITIA_{name} holds {word!r}; use addresses and networks, as {default}."
                ) from None
        return found

    def _read(self, name: str) -> str | None:
        name = f"COMITIA_{name}"
        path = self._variables.get(f"{name}_FILE")
        if path is None:
            return self._variables.get(name)
        if name in self._variables:
            raise BadSetting(f"Both {name} and {name}_FILE are set; keep one of them.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {path!r}: {error.strerror}.") from error
