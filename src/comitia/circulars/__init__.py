"""Circulars: read from their text, confirmed by a person, issued; each convenes a group."""
