"""Dated rule sets: deadlines, thresholds and periods as data, each with its clause."""

from comitia.bodies.rulesets.load import Rule, RuleSet, in_force

__all__ = ["Rule", "RuleSet", "in_force"]
