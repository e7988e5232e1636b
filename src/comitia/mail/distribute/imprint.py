"""What the list puts on each of its letters: its own names and addresses. Pure."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Imprint:
    """A group's names and addresses, for the header of all that goes to its members.

    With `precedence` old vacation programs are told that it is a list's mail.
    """

    group: str
    domain: str
    base_url: str
    precedence: bool = False

    def address(self, suffix: str = "") -> str:
        """An address of the group, as `-leave`."""
        return f"{self.group}{suffix}@{self.domain}"

    @property
    def page(self) -> str:
        """Where the archive is read."""
        return f"{self.base_url}/g/{self.group}/mail/"

    def page_of(self, message_id: str) -> str:
        """Where one message is read."""
        return f"{self.base_url}/m/{quote(message_id, safe='@')}/"

    def fields(self) -> list[bytes]:
        """The fields all its letters have (RFC 2369, 2919)."""
        own = [
            line("List-Id", f"<{self.group}.{self.domain}>"),
            line("List-Post", f"<mailto:{self.address()}>"),
            line("List-Help", f"<mailto:{self.address('-request')}?subject=help>"),
            line("List-Subscribe", f"<mailto:{self.address('-join')}>"),
            line("List-Owner", f"<mailto:{self.address('-owner')}>"),
            line("List-Archive", f"<{self.page}>"),
        ]
        return [*own, line("Precedence", "list")] if self.precedence else own

    def loop_mark(self) -> bytes:
        """The field by which the group knows its own mail again."""
        return line("X-Loop", self.address())

    def personal_headers(self) -> list[tuple[str, str]]:
        """Fields that differ per copy, with {token} in the place of the member's own token."""
        by_mail = f"mailto:{self.group}-leave+{{token}}@{self.domain}?subject=unsubscribe"
        return [
            ("List-Unsubscribe", f"<{self.base_url}/leave/{{token}}/>, <{by_mail}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058
        ]


def line(name: str, value: str) -> bytes:
    """A field as it stands in a header."""
    return f"{name}: {value}\r\n".encode()
