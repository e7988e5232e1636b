"""When Python looks for what nobody holds any more, in processes that live long."""

import gc

# So many more things made than let go, and it looks which of them are only held by one another.
GARBAGE_AFTER = 20_000


def leave_what_is_loaded_alone() -> None:
    """Look less often, and no more among what is there now: modules, models and pages.

    To be called once, when a process has loaded what it works with. Looking through all of it
    would make one page in twenty wait some milliseconds, and an import take a twentieth longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
