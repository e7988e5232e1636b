"""The only way a door gets a resolution. All of them are public."""

from comitia.mandates.models import Resolution
from comitia.mandates.queries import resolution_in
from comitia.people.access import Hidden


def resolution_for(slug: str, language: str) -> Resolution:
    """A resolution in that language, else the original, with all its clauses. Raises Hidden."""
    resolution = resolution_in(slug, language)
    if resolution is None:
        raise Hidden(slug)
    return resolution
