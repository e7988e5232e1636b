"""What views share: who is asking, and when."""

from django.http import HttpRequest

from comitia.people.models import Person


def asker(request: HttpRequest) -> Person | None:
    """The person signed in, or None for the public."""
    return request.user if isinstance(request.user, Person) else None


def page_number(request: HttpRequest) -> int:
    """The page asked for by ?page=, 1 where that makes no sense."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
