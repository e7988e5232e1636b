"""Every address of the API; /api/v1/openapi.json describes them."""

from django.urls import path
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from comitia.api import documents, groups
from comitia.api.asking import Asker
from comitia.api.problems import answer_with_problems, no_address

# No page of documentation: it would load script from elsewhere.
api = NinjaAPI(
    title="Comitia",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    docs_decorator=require_GET,
    auth=Asker(),
)
api.add_router("", groups.router)
api.add_router("/groups/{name}/documents", documents.router)
answer_with_problems(api)

urlpatterns = [
    path("api/", no_address),
    path("api/v1/", no_address),
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_address),
]
