"""Errors as RFC 9457 has them (application/problem+json), in plain words."""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comitia.documents.errors import Lacking, NotAsked, RegisterRefusal
from comitia.groups.errors import GroupsRefusal, NotAllowed
from comitia.people.access import Hidden, Refused

KIND = "application/problem+json"
DESCRIPTION = "/api/v1/openapi.json"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
logger = logging.getLogger(__name__)


class TooOften(Exception):
    """More requests came than are taken in a minute."""


class BadToken(Exception):
    """What was sent as a token is none, or was revoked."""


class SignInNeeded(Exception):
    """This is for somebody in particular, and nobody said who they are."""


class NoFormSecret(Exception):
    """A browser's session would change something without the secret that forms send along."""


def problem(
    status: int, title: str, detail: str = "", *, errors: Sequence[Any] = ()
) -> HttpResponse:
    """One problem; `errors` names fields with what is wrong with each."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail and detail != title:
        said["detail"] = detail
    if errors:
        said["errors"] = list(errors)
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = KIND
    response["Cache-Control"] = "no-store"
    return response


def described() -> str:
    """Where it says what can be asked for, and how."""
    return _("All that there is, is described at %(address)s.") % {"address": DESCRIPTION}


@csrf_exempt
def no_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What is answered where there is no address of ours."""
    return problem(404, _("There is nothing at this address."), described())


def answer_with_problems(api: NinjaAPI) -> None:
    """Let each refusal and each surprise be answered so."""

    def hidden(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(404, _("There is no such thing, or none that you may see."))

    def refused(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(403, _("That may not be done."), str(error))

    def unfit(request: HttpRequest, error: Exception) -> HttpResponse:
        fields = error.errors if isinstance(error, Lacking) else {}
        errors = [{"field": field, "detail": said} for field, said in fields.items()]
        return problem(422, _("That cannot be done so."), str(error), errors=errors)

    def malformed(request: HttpRequest, error: Exception) -> HttpResponse:
        assert isinstance(error, ValidationError)
        if request.method == "POST" and request.content_type not in ("", *FORMS):
            return no_form(request)
        errors = [
            {
                "field": str(each["loc"][-1]) if each.get("loc") else "",
                "detail": each.get("msg", ""),
            }
            for each in error.errors[:50]
        ]
        return problem(422, _("The request is not understood."), errors=errors)

    def no_form(request: HttpRequest) -> HttpResponse:
        response = problem(
            415,
            _("The request is not understood."),
            _("Send the fields as a form (%(form)s), not as %(other)s.")
            % {"form": FORMS[0], "other": request.content_type},
        )
        response["Accept-Post"] = ", ".join(FORMS)
        return response

    def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(400, _("The request is not understood."), described())

    def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(413, _("This is too large"), described())

    def no_secret(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(
            403,
            _("That may not be done."),
            _("Send a token of yours, or X-CSRFToken as the forms of pages do."),
        )

    def told(request: HttpRequest, error: Exception) -> HttpResponse:
        assert isinstance(error, HttpError)
        return problem(error.status_code, str(error) or _("That cannot be done."))

    def surprised(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.exception("the API met a surprise at %s", request.path)
        return problem(500, _("Something went wrong here. It is written down; try again later."))

    def too_often(request: HttpRequest, error: Exception) -> HttpResponse:
        response = problem(429, _("Too many requests. Wait a minute, then go on more slowly."))
        response["Retry-After"] = "60"
        return response

    def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
        title = (
            _("This token is not known, or was revoked. Make another on your page.")
            if isinstance(error, BadToken)
            else _("Send a token of yours, or sign in, to do this.")
        )
        response = problem(401, title)
        response["WWW-Authenticate"] = 'Bearer realm="Comitia"'
        return response

    handlers: dict[type[Exception], Any] = {
        Hidden: hidden,
        Http404: hidden,
        Refused: refused,
        NotAllowed: refused,
        NotAsked: refused,
        RegisterRefusal: unfit,
        GroupsRefusal: unfit,
        ValidationError: malformed,
        HttpError: told,
        TooOften: too_often,
        BadToken: unknown,
        SignInNeeded: unknown,
        NoFormSecret: no_secret,
        BadRequest: unreadable,
        MultiPartParserError: unreadable,
        SuspiciousOperation: unreadable,
        UnreadablePostError: unreadable,
        RequestDataTooBig: too_big,
        Exception: surprised,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
