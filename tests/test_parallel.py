"""Work shared out among processes gives what one process would."""

import pytest

from plugins import parallel


@pytest.fixture
def two_processes(monkeypatch):
    monkeypatch.setattr(parallel, "processes", lambda _: 2)


def test_results_come_in_the_order_of_the_items(two_processes):
    assert parallel.mapped(lambda n: (n, str(n)), range(1001)) == [(n, str(n)) for n in range(1001)]


def test_what_a_copy_could_not_do_is_done_here_so_that_its_error_shows(two_processes):
    with pytest.raises(ZeroDivisionError):
        parallel.mapped(lambda n: 1 // n, [1, 0, 2])


def test_a_copy_that_dies_costs_nothing(two_processes):
    import os

    here = os.getpid()

    def half_dead(n: int) -> int:
        if os.getpid() != here:
            os._exit(9)
        return n * n

    assert parallel.mapped(half_dead, range(10)) == [n * n for n in range(10)]


def test_few_items_are_not_worth_a_process():
    assert parallel.processes(parallel.LEAST - 1) == 1
