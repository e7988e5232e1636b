"""A message as a page shows it: text in blocks, safe HTML, attachments. Derived, never the truth.

Bounded in depth, count and size; whatever the bytes, it gives something and raises nothing.
"""

from comitia.archive.rendering.attachments import Attachment, Served, serve
from comitia.archive.rendering.blocks import Block, masked
from comitia.archive.rendering.kinds import is_document
from comitia.archive.rendering.rendered import VERSION, Rendered
from comitia.archive.rendering.view import render, words

__all__ = [
    "VERSION",
    "Attachment",
    "Block",
    "Rendered",
    "Served",
    "is_document",
    "masked",
    "render",
    "serve",
    "words",
]
