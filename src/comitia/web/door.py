"""What views share: who is asking, and when."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comitia.people.models import Person


def asker(request: HttpRequest) -> Person | None:
    """The person signed in, or None for the public."""
    return request.user if isinstance(request.user, Person) else None


def page_number(request: HttpRequest) -> int:
    """The page asked for by ?page=, 1 where that makes no sense."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1


def same_site(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, as far as the browser says (Sec-Fetch-Site)."""
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def form_on(page: str, *names: str) -> Callable[..., Any]:
    """For a view that only takes a form: who comes otherwise is led to the page it stands on.

    `page` is that page's name; `names` are the arguments of the view that it takes, too.
    """

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                leading: HttpResponse = redirect(page, **{name: kwargs[name] for name in names})
                return leading
            return view(request, **kwargs)

        return guarded

    return decorator
