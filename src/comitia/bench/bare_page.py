"""A page as bare as Django makes it: two queries, one template, no middleware. The limit of ours.

Served like ours (granian, two workers of two threads each) from a database of its own.
"""

import os
import sqlite3
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

TEMPLATE = """<!doctype html><title>{{ subject }}</title><main><h1>{{ subject }}</h1>
<p>{{ author }}, {{ at }}</p><div>{{ text }}</div></main>"""


def fill(file: str) -> None:
    """Make the two tables that the page reads."""
    with sqlite3.connect(file) as database:
        database.execute("create table message (id integer primary key, subject, author, at)")
        database.execute("create table body (id integer primary key, content)")
        for number in range(1000):
            facts = (number, f"Subject {number}", f"Author {number}", "4 April 2011")
            database.execute("insert into message values (?, ?, ?, ?)", facts)
            database.execute(
                "insert into body values (?, ?)", (number, "Words of substance. " * 100)
            )


@cache
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


def page(request: HttpRequest, number: int) -> HttpResponse:
    """Two queries, one template."""
    with connection.cursor() as cursor:
        cursor.execute("select subject, author, at from message where id = %s", [number])
        subject, author, at = cursor.fetchone()
        cursor.execute("select content from body where id = %s", [number])
        (text,) = cursor.fetchone()
    context = {"subject": subject, "author": author, "at": at, "text": text}
    return HttpResponse(_template().render(context))


urlpatterns = [path("<int:number>/", page)]


def application() -> WSGIHandler:
    """What granian serves."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="bench",  # noqa: S106 - it seals nothing
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["COMITIA_BENCH_BARE"],
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()
    return WSGIHandler()
