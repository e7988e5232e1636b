"""Resolutions clause by clause, and the obligations that follow from operative items."""
