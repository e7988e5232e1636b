"""Reads circulars: bytes or text in six languages into a Reading, each finding with its place.

Pure: no Django, no clock, no network, and a file is opened only by read_circular_file. What is
read is proposed, never used before a person has confirmed it (circulars.actions)."""

from comitia.circulars.reading.files import read_circular_bytes, read_circular_file
from comitia.circulars.reading.read import read_circular
from comitia.circulars.reading.reading import Found, Reading, Source, Sure, Warned
from comitia.circulars.reading.refusals import CannotRead

__all__ = [
    "CannotRead",
    "Found",
    "Reading",
    "Source",
    "Sure",
    "Warned",
    "read_circular",
    "read_circular_bytes",
    "read_circular_file",
]
