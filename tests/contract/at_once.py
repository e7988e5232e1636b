"""The same act in several processes that start together, on the test database.

They are spawned, not forked: neither database allows a connection to be shared by a fork.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import Any

from django.db import connection, connections

_start = multiprocessing.get_context("spawn")


def in_processes(number: int, act: Callable[..., Any], *arguments: Any) -> list[Any]:
    """What `act(*arguments)` gave in each of `number` new processes. A failure there is raised."""
    together = _start.Barrier(number)
    with _start.Pool(number, initializer=_ready, initargs=(_name(), together)) as pool:
        waiting = [pool.apply_async(act, arguments) for _ in range(number)]
        return [each.get(timeout=60) for each in waiting]


def new_process(act: Callable[..., Any], *arguments: Any) -> SpawnProcess:
    """`act(*arguments)` begun in a new process, the caller's to end."""
    process = _start.Process(target=_run, args=(_name(), act, arguments), daemon=True)
    process.start()
    return process


def _name() -> str:
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    return name


def _ready(name: str, together: Any) -> None:
    _use(name)
    together.wait(timeout=60)


def _run(name: str, act: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    _use(name)
    act(*arguments)


def _use(name: str) -> None:
    """Set Django up in a new process, on the test's database instead of the settings' one."""
    import django

    django.setup()
    connection.settings_dict["NAME"] = name
