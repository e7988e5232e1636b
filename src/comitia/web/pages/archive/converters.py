"""Message-IDs in addresses of pages."""


class MessageId:
    """Anything a Message-ID may hold, slashes included; what follows it is matched by its route."""

    regex = r".{1,998}?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)
