"""Read the rule sets (TOML beside this file) and pick the values in force on a day."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Rule:
    """One value: a number with its unit, the clause it comes from, and how well that is known.

    `source` is verified (read in the text), known (by those who work there) or house (ours).
    """

    key: str
    value: int
    unit: str
    clause: str
    source: str
    edition: str


class NoSuchRule(Exception):
    """No rule set in force has a rule of that name, or it is counted in another unit."""


@dataclass(frozen=True)
class RuleSet:
    """The rules in force for a body on a day, by name."""

    on: date
    rules: dict[str, Rule]

    def rule(self, key: str) -> Rule:
        """The rule of that name. Raises NoSuchRule."""
        try:
            return self.rules[key]
        except KeyError:
            raise NoSuchRule(f"no rule {key!r} was in force on {self.on}") from None

    def days(self, key: str) -> int:
        """A rule counted in calendar days. Raises NoSuchRule."""
        return self._counted(key, "days")

    def working_days(self, key: str) -> int:
        """A rule counted in working days. Raises NoSuchRule."""
        return self._counted(key, "working_days")

    def months(self, key: str) -> int:
        """A rule counted in months. Raises NoSuchRule."""
        return self._counted(key, "months")

    def number(self, key: str) -> int:
        """A plain number, as a size or a threshold in per cent. Raises NoSuchRule."""
        return self._counted(key, "number")

    def _counted(self, key: str, unit: str) -> int:
        rule = self.rule(key)
        if rule.unit != unit:
            raise NoSuchRule(f"the rule {key!r} is counted in {rule.unit}, not {unit}")
        return rule.value


@dataclass(frozen=True)
class _Edition:
    name: str
    replaces: str
    since: date
    kinds: frozenset[str]
    rules: tuple[Rule, ...]


@cache
def _editions() -> tuple[_Edition, ...]:
    read = []
    for entry in files(__package__).iterdir():
        if not entry.name.endswith(".toml"):
            continue
        content = tomllib.loads(entry.read_text(encoding="utf-8"))
        name = content["edition"]
        rules = tuple(
            Rule(key, row["value"], row["unit"], row["clause"], row["source"], name)
            for key, row in content["rules"].items()
        )
        read.append(
            _Edition(
                name,
                content["text"],
                content["since"],
                frozenset(content.get("kinds", ())),
                rules,
            )
        )
    return tuple(sorted(read, key=lambda edition: edition.since))


def in_force(kind: str, on: date) -> RuleSet:
    """The rules for a body of `kind` (Body.Kind) on a day: of each text, the edition then in force.

    Where two texts have a rule of one name, the one in force later wins; house rules yield to all.
    """
    latest: dict[str, _Edition] = {}
    for edition in _editions():
        if edition.since <= on and (not edition.kinds or kind in edition.kinds):
            latest[edition.replaces] = edition
    rules: dict[str, Rule] = {}
    for edition in sorted(latest.values(), key=lambda edition: (edition.replaces != "house",)):
        rules.update({rule.key: rule for rule in edition.rules})
    return RuleSet(on, rules)
