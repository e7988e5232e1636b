"""A DNS of our own: what it is told, and nothing else."""

from comitia.base.dns import Unanswered


class FakeDns:
    """Records by (name, kind). Names in `silent` give no answer."""

    def __init__(self, records: dict[tuple[str, str], list[str]], silent: set[str] | None = None):
        self.records = records
        self.silent = silent or set()
        self.asked: list[tuple[str, str]] = []

    def look_up(self, name: str, kind: str, seconds: float) -> list[str]:
        self.asked.append((name, kind))
        if name in self.silent:
            raise Unanswered(name)
        return self.records.get((name, kind), [])
