"""In the example only: the mail that would have left, for everybody to read."""
