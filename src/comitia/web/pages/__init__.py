"""The pages, one folder a subject: urls.py and views.py; templates lie in templates/<subject>/."""
