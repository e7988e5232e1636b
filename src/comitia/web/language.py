"""The language that a reader chose in this browser."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from comitia.people.access import Refused
from comitia.web.door import same_site


@csrf_exempt
def choose_language(request: HttpRequest) -> HttpResponse:
    """Choose a language by a button.

    The buttons stand on each page, and a page for reading is to hold no secret: so no token is
    asked for (docs/decisions/0106). The worst a stranger could do is to show another language.
    """
    if not same_site(request):
        raise Refused(_("This was asked from another site. Use the buttons below."))
    return set_language(request)
