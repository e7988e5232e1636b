"""Tokens by which my programs act for me: made, shown once, revoked."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.people import tokens as people_tokens
from comitia.people.access import Hidden
from comitia.people.models import Person, Token
from comitia.people.tokens import TooManyTokens
from comitia.web.door import form_on
from comitia.web.forms import Form


class TokenForm(Form):
    """What a token is for."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("Such as the name of the program, to know it by later."),
        error_messages={"required": gettext_lazy("Say what it is for.")},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens; a new one is shown once, in the answer to its form."""
    at, person = clock.now(), request.user
    assert isinstance(person, Person)
    form = TokenForm(request.POST if request.method == "POST" else None)
    text = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, text = people_tokens.make_token(
                person=person, name=form.cleaned_data["name"], at=at
            )
            form = TokenForm()
        except TooManyTokens as refusal:
            form.refuse(refusal)
    context = {"form": form, "text": text, "tokens": people_tokens.tokens_of(person)}
    return render(request, "me/tokens.html", context)


@never_cache
@form_on("me:tokens")
@login_required
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token be good for nothing from now on."""
    token = Token.objects.filter(pk=token_id, person=request.user.pk).select_related("person")
    found = token.first()
    if found is None:
        raise Hidden(str(token_id))
    people_tokens.revoke_token(token=found, at=clock.now())
    messages.success(request, _("The token is revoked."))
    return redirect("me:tokens")
