from django.urls import path

from comitia.web.pages.ledger import views

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/checkpoint", views.checkpoint, name="checkpoint"),
    path("ledger/tile/<path:tile>", views.tile, name="tile"),
    path("ledger/about/<str:subject>/", views.about, name="about"),
    path("ledger/<int:entry_id>/", views.entry, name="entry"),
]
