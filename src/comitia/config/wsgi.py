"""The web door as a WSGI application, served by granian."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from comitia.base.garbage import leave_what_is_loaded_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
application = get_wsgi_application()
# All pages, which would else be loaded while the first reader waits.
import_module(settings.ROOT_URLCONF)
leave_what_is_loaded_alone()
