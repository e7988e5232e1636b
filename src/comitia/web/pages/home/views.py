from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.groups import queries


def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the groups at work."""
    return render(request, "home/home.html", {"groups": queries.known_groups()})
