"""The same act in several processes that start together, on the test database.

They are spawned, not forked: neither database allows a connection to be shared by a fork.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import Any

from django.conf import settings
from django.db import connection, connections

_start = multiprocessing.get_context("spawn")


def in_processes(number: int, act: Callable[..., Any], *arguments: Any) -> list[Any]:
    """What `act(*arguments)` gave in each of `number` new processes. A failure there is raised."""
    together = _start.Barrier(number)
    with _start.Pool(number, initializer=_ready, initargs=(*_place(), together)) as pool:
        waiting = [pool.apply_async(act, arguments) for _ in range(number)]
        return [each.get(timeout=60) for each in waiting]


def new_process(act: Callable[..., Any], *arguments: Any) -> SpawnProcess:
    """`act(*arguments)` begun in a new process, the caller's to end."""
    process = _start.Process(target=_run, args=(*_place(), act, arguments), daemon=True)
    process.start()
    return process


def _place() -> tuple[str, str]:
    """The data folder and the database of this test, which are not those of the environment."""
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    return str(settings.DATA), name


def _ready(folder: str, name: str, together: Any) -> None:
    _use(folder, name)
    together.wait(timeout=60)


def _run(folder: str, name: str, act: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    _use(folder, name)
    act(*arguments)


def _use(folder: str, name: str) -> None:
    """Set Django up in a new process, for the test's own places."""
    import django

    os.environ["COMITIA_DATA"] = folder
    django.setup()
    connection.settings_dict["NAME"] = name
