"""Signing in by a code sent by mail, and out: our pages for what django-allauth does."""
