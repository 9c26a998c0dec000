import unittest

from harness.benchmarks.evacuation import timing
from harness.benchmarks.evacuation.timing import Timing
from harness.cloud.access import Request


def post(arrived: float, seconds: float) -> Request:
    return Request("POST", "/v2.1/servers/x/action", "", 200, 0, arrived, seconds)


class MeasureTest(unittest.TestCase):
    def test_from_the_first_arrival_to_the_last_answer(self) -> None:
        posts = [post(104, 1), post(102, 5), post(103, 1)]
        expected = Timing(whole=9, first=2, requests=5, period=1)
        self.assertEqual(expected, timing.measure(100, 9, posts))

    def test_one_server(self) -> None:
        self.assertEqual(Timing(9, 2, 5, 5), timing.measure(100, 9, [post(102, 5)]))


class ExtendedTest(unittest.TestCase):
    def test_each_server_takes_a_period(self) -> None:
        found = Timing(whole=9, first=2, requests=5, period=0.5).extended(4)
        self.assertEqual(Timing(whole=11, first=2, requests=7, period=0.5), found)


class MedianTest(unittest.TestCase):
    def test_each_number_has_its_own(self) -> None:
        several = [Timing(3, 1, 2, 9), Timing(1, 3, 1, 8), Timing(9, 2, 3, 7)]
        self.assertEqual(Timing(3, 2, 2, 8), timing.median(several))


class PeakTest(unittest.TestCase):
    def test_the_most_at_a_time(self) -> None:
        self.assertEqual(1, timing.peak([post(1, 1)]))
        self.assertEqual(2, timing.peak([post(1, 3), post(2, 1), post(3.5, 1)]))
        self.assertEqual(3, timing.peak([post(1, 3), post(2, 3), post(3, 3)]))

    def test_one_that_follows_at_once(self) -> None:
        self.assertEqual(1, timing.peak([post(1, 1), post(2, 1)]))
