"""What views share: who is asking, and when."""

from django.http import HttpRequest

from comitia.people.models import Person


def asker(request: HttpRequest) -> Person | None:
    """The person signed in, or None for the public."""
    return request.user if isinstance(request.user, Person) else None
