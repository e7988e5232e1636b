"""Pages for reading, within a frame that is set once.

What stands around a page's own text (masthead, pages of the group, foot) is alike for all who read
in one language. Django sets it anew for each page, which takes longer than all that the page asks
of the database; here it is set once, with marks where the page's own parts go.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import Context, Engine, Template
from django.template.base import NodeList
from django.template.loader_tags import ExtendsNode
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from comitia.base import clock
from comitia.groups.models import Group
from comitia.web.context import around, section_of
from comitia.web.door import asker
from comitia.web.pages.groups.frame import Head, Tab

# The blocks that a page fills, and two words that differ from reader to reader.
_BLOCKS = ("title", "head", "content")
_HERE, _NAME = "here", "name"
_MARK = "\x1a"


def framed(
    request: HttpRequest, template_name: str, context: Mapping[str, Any], *, head: Head
) -> HttpResponse:
    """What `render` gives for a template that extends `groups/frame.html` with a short head."""
    person = asker(request)
    waits = bool(request.COOKIES) and bool(get_messages(request))
    if waits or head.strip is not None:
        return render(request, template_name, {**context, "head": head})
    template, blocks = _parts(template_name)
    own = Context({"request": request, "csrf_token": _form_token(request), **context})
    with own.render_context.push_state(template), own.bind_template(template):
        filled = {name: blocks[name].render(own) if name in blocks else "" for name in _BLOCKS}
    filled[_HERE] = escape(request.get_full_path())
    filled[_NAME] = escape(str(person)) if person else ""
    pieces = _frame(
        get_language(),
        section_of(request.path),
        person is not None,
        head.group.name,
        head.group.state,
        head.tabs,
        clock.now().replace(second=0, microsecond=0) if settings.DEMO else None,
    )
    # Pieces of the frame and names of what stands between them take turns.
    return HttpResponse(
        "".join([filled[each] if place % 2 else each for place, each in enumerate(pieces)])
    )


def _form_token(request: HttpRequest) -> object:
    return SimpleLazyObject(lambda: get_token(request))


@cache
def _parts(template_name: str) -> tuple[Template, dict[str, NodeList]]:
    """A template as compiled, and what it puts into the blocks of its parents."""
    template = _engine().get_template(template_name)
    (extends,) = template.nodelist.get_nodes_by_type(ExtendsNode)
    assert isinstance(extends, ExtendsNode)
    return template, {name: block.nodelist for name, block in extends.blocks.items()}


@lru_cache(maxsize=512)
def _frame(
    language: str | None,
    section: str,
    signed_in: bool,
    group_name: str,
    group_state: str,
    tabs: tuple[Tab, ...],
    now: datetime | None,
) -> list[str]:
    """The frame in the active language, which is `language`, cut at its marks.

    What stands at an odd place is the name of a mark. `now` is the minute, where pages tell it.
    """
    blocks = "".join(
        f"{{% block {name} %}}{_MARK}{name}{_MARK}{{% endblock %}}" for name in _BLOCKS
    )
    frame = _engine().from_string(f'{{% extends "groups/frame.html" %}}{blocks}')
    return frame.render(
        Context(
            {
                **around(section),
                "now": now,
                "here": f"{_MARK}{_HERE}{_MARK}",
                "user": _Reader(signed_in),
                "group": Group(name=group_name, state=group_state),
                "head": {"tabs": tabs},
            }
        )
    ).split(_MARK)


@dataclass(frozen=True)
class _Reader:
    """Stands for whoever reads."""

    is_authenticated: bool

    def __str__(self) -> str:
        return f"{_MARK}{_NAME}{_MARK}"


def _engine() -> Engine:
    return Engine.get_default()
