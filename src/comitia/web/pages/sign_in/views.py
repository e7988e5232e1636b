"""Sign in by a code sent by mail, and out. What is said never tells whether an address is known."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.web.pages.sign_in.example_people import by_role
from comitia.web.pages.sign_in.forms import AddressForm, CodeForm


class SignIn(RequestLoginCodeView):  # type: ignore[misc]
    """Ask for the address; the code goes out by mail."""

    form_class = AddressForm
    template_name = "sign_in/address.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["example_people"] = by_role() if settings.DEMO else []
        return context


class EnterCode(ConfirmLoginCodeView):  # type: ignore[misc]
    """Ask for the code that was sent, or send another."""

    form_class = CodeForm
    template_name = "sign_in/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sink"] = settings.DEMO
        context["address"] = self._process.state.get("email", "")
        context["can_resend"] = self._process.can_resend
        context["minutes"] = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return context


class SignOut(LogoutView):  # type: ignore[misc]
    """Ask, then sign out; GET never does."""

    template_name = "sign_in/out.html"


def inactive(request: HttpRequest) -> HttpResponse:
    """For a person who was deactivated between asking for the code and entering it."""
    return render(request, "sign_in/inactive.html", status=403)
