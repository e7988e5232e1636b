"""Patterns that moderators write, matched in time that grows with the text and nothing else.

Python's own `re` tries one way after another, and a pattern such as `(a+)+b` can keep it busy for
ever. Here all ways are walked at once (Thompson, 1968): no pattern and no text takes long, and what
would take too much is given up after a counted number of steps, the same on every machine.
"""

from comitia.mail.moderate.patterns.matching import Matcher, TooMuch, compiled, found_in
from comitia.mail.moderate.patterns.reading import BadPattern

__all__ = ["BadPattern", "Matcher", "TooMuch", "compiled", "found_in"]
