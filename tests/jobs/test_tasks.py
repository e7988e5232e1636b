from django.utils.module_loading import import_string

from comitia.config.tasks import LONG_TASKS, RECURRING, TASKS


def test_each_kind_of_job_has_a_function():
    for path in [*TASKS.values(), *LONG_TASKS.values()]:
        assert callable(import_string(path))


def test_what_recurs_is_a_known_kind():
    assert {each.kind for each in RECURRING} <= set(TASKS)


def test_no_kind_is_done_in_two_ways():
    assert not set(TASKS) & set(LONG_TASKS)
