"""What a door hears instead of an object it must not show."""


class Hidden(Exception):
    """There is no such thing, or none this person may know of: a door says the same for both."""


class Refused(Exception):
    """The thing may be seen, but this may not be done with it; the text says why."""
