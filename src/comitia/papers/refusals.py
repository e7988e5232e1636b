"""Why the text of a file cannot be had: one class a reason, each told by its code and facts."""


class CannotRead(Exception):
    """The file cannot be read. Who asked says so in words of their own, by code and facts."""

    code = "cannot_read"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {facts}")


class Empty(CannotRead):
    """There is no text in it, as in a scan."""

    code = "empty"


class TooLarge(CannotRead):
    """More bytes, characters, parts or pages than are read: `found`, and the `limit`."""

    code = "too_large"


class Encrypted(CannotRead):
    """It is locked by a password."""

    code = "encrypted"


class Damaged(CannotRead):
    """It is broken, hostile, or not the `kind` that it claims to be; `detail` says how."""

    code = "damaged"


class TooMuchWork(CannotRead):
    """Reading it took more of a `resource`, time or memory, than is given."""

    code = "too_much_work"


class UnknownKind(CannotRead):
    """It is of a `kind` whose text is not taken out."""

    code = "unknown_kind"


REFUSALS: dict[str, type[CannotRead]] = {
    each.code: each
    for each in (CannotRead, Empty, TooLarge, Encrypted, Damaged, TooMuchWork, UnknownKind)
}
