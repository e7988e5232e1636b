"""A bare page of Django's: two queries, one template, the middleware of a new project. Our limit.

Served like ours (granian, two workers of two threads each) from a database of its own.
"""

import os
import sqlite3
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

TEMPLATE = """<!doctype html><title>{{ message.subject }}</title>
<main><h1>{{ message.subject }}</h1>
<p>{{ message.author }}, {{ message.at }}</p><div>{{ body.content }}</div></main>"""
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def fill(file: str) -> None:
    """Make the two tables that the page reads."""
    with sqlite3.connect(file) as database:
        database.execute("create table bare_message (id integer primary key, subject, author, at)")
        database.execute("create table bare_body (id integer primary key, content)")
        for number in range(1000):
            facts = (number, f"Subject {number}", f"Author {number}", "4 April 2011")
            database.execute("insert into bare_message values (?, ?, ?, ?)", facts)
            text = "Words of substance. " * 100
            database.execute("insert into bare_body values (?, ?)", (number, text))


@cache
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


@cache
def _models() -> tuple[Any, Any]:
    """The models of the two tables; Django can be asked for models only once it is set up."""
    from django.db import models

    meta = type("Meta", (), {"app_label": "sessions", "managed": False, "db_table": "bare_message"})
    facts: dict[str, Any] = {name: models.TextField() for name in ("subject", "author", "at")}
    message = type("BareMessage", (models.Model,), {**facts, "Meta": meta, "__module__": __name__})
    meta = type("Meta", (), {"app_label": "sessions", "managed": False, "db_table": "bare_body"})
    facts = {"content": models.TextField(), "id": models.IntegerField(primary_key=True)}
    body = type("BareBody", (models.Model,), {**facts, "Meta": meta, "__module__": __name__})
    return message, body


def page(request: HttpRequest, number: int) -> HttpResponse:
    """Two queries, one template."""
    message, body = _models()
    context = {"message": message.objects.get(pk=number), "body": body.objects.get(pk=number)}
    return HttpResponse(_template().render(context))


urlpatterns = [path("<int:number>/", page)]


def application() -> WSGIHandler:
    """What granian serves."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="bench",  # noqa: S106 - it seals nothing
        INSTALLED_APPS=[f"django.contrib.{each}" for each in ("auth", "contenttypes", "sessions")],
        MIDDLEWARE=MIDDLEWARE,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
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
