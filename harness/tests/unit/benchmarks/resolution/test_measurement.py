import json
import unittest

from harness.benchmarks.resolution import measurement
from harness.benchmarks.resolution.measurement import Measurement
from harness.cloud.access import Request
from harness.tests.unit import samples


def get(arrived: float) -> Request:
    return Request("GET", "/servers", "", 200, 10, arrived, 0.25, 5)


def evacuate(arrived: float) -> Request:
    body = json.dumps({"evacuate": {}})
    return Request("POST", "/servers/x/action", body, 400, 1000, arrived, 7.0, 100)


class MeasureTest(unittest.TestCase):
    def test_all_but_the_wall_time_ends_with_the_first_evacuation(self) -> None:
        requests = [get(101), get(102), evacuate(104), get(105), evacuate(106)]
        expected = Measurement(
            wall=9, first=4, finding=3, answering=0.5, requests=2, queries=10, size=20
        )
        self.assertEqual(expected, measurement.measure(100, 9, requests))

    def test_without_an_evacuation_it_ends_with_the_process(self) -> None:
        expected = Measurement(
            wall=9, first=None, finding=8, answering=0.5, requests=2, queries=10, size=20
        )
        self.assertEqual(expected, measurement.measure(100, 9, [get(101), get(102)]))


class MedianTest(unittest.TestCase):
    def test_each_number_has_its_own(self) -> None:
        several = [
            Measurement(3, 1, 2, 1, 2, 12, 100),
            Measurement(1, 3, 1, 2, 2, 14, 300),
            Measurement(9, 2, 3, 3, 3, 16, 200),
        ]
        self.assertEqual(Measurement(3, 2, 2, 2, 2, 14, 200), measurement.median(several))

    def test_found_once_is_not_found(self) -> None:
        several = [samples.measurement(), samples.measurement(first=None)]
        self.assertIsNone(measurement.median(several).first)


class ThenTest(unittest.TestCase):
    VAIN = Measurement(5, None, 4, 3, 2, 100, 1000)

    def test_the_costs_add_up(self) -> None:
        found = self.VAIN.then(Measurement(2, 1.5, 1, 0.5, 2, 12, 100))
        self.assertEqual(Measurement(7, 6.5, 5, 3.5, 4, 112, 1100), found)

    def test_in_vain_twice(self) -> None:
        self.assertIsNone(self.VAIN.then(self.VAIN).first)
