"""Work shared out among processes gives what one process would."""

from collections.abc import Iterator

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


@pytest.mark.skipif(not parallel.can_fork(), reason="needs a system that can fork, and no other threads")
def test_a_helper_works_elsewhere_as_often_as_it_is_asked_and_here_when_it_is_dead():
    import os

    here = os.getpid()
    asked = []

    def work(number: int) -> Iterator[bool]:
        asked.append(number)
        yield number > 1
        if number == 3 and os.getpid() != here:
            os._exit(9)
        yield os.getpid() != here

    helper = parallel.Helper(work)
    assert [list(helper(n)) for n in (1, 2)] == [[False, True], [True, True]]
    assert asked == []
    assert list(helper(3)) == [True, True, False]
    assert list(helper(4)) == [True, False]
    assert asked == [3, 4]


@pytest.mark.skipif(not parallel.can_fork(), reason="needs a system that can fork, and no other threads")
def test_a_helper_can_be_ended_whatever_it_is_doing():
    import time

    def work(_: object) -> Iterator[bool]:
        yield True
        time.sleep(60)

    helper = parallel.Helper(work)
    assert next(helper(())) is True
    begun = time.monotonic()
    helper.end()
    helper.end()
    assert time.monotonic() - begun < 30
