from django.urls import path

from comitia.web.pages.queues import letters, outgoing, reconciliation, views

app_name = "queues"
urlpatterns = [
    path("parked/", views.parked, name="parked"),
    path("outbox/", outgoing.outgoing, name="outbox"),
    path("outbox/halts", outgoing.halts, name="halts"),
    path("outbox/retry", outgoing.retry, name="retry"),
    path("outbox/<int:letter_id>/", letters.letter, name="letter"),
    path("outbox/<int:letter_id>/steer", letters.steer, name="steer"),
    path("reconciliation/", reconciliation.findings, name="reconciliation"),
    path("reconciliation/mend", reconciliation.mend, name="mend"),
    path("reconciliation/look", reconciliation.look, name="look"),
]
