import unittest

from harness.benchmarks import labels
from harness.benchmarks.labels import Box, Labels


class BoxTest(unittest.TestCase):
    def test_boxes_that_meet(self) -> None:
        box = Box(10, 10, 20, 20)
        for other in (box, Box(19, 19, 30, 30), Box(0, 0, 11, 11), Box(12, 0, 13, 30)):
            self.assertTrue(box.meets(other), other)
            self.assertTrue(other.meets(box), other)

    def test_boxes_that_do_not(self) -> None:
        box = Box(10, 10, 20, 20)
        for other in (Box(20, 10, 30, 20), Box(10, 20, 20, 30), Box(0, 10, 10, 20)):
            self.assertFalse(box.meets(other), other)
            self.assertFalse(other.meets(box), other)

    def test_longer_texts_are_wider(self) -> None:
        short, long = Box.of("1 s", 100, 50), Box.of("0.15 s", 100, 50)
        self.assertLess(long.left, short.left)
        self.assertEqual(100 - long.left, long.right - 100)
        self.assertLess(long.top, 50)
        self.assertGreater(long.bottom, 50)


class LabelsTest(unittest.TestCase):
    def test_the_side_that_is_wished(self) -> None:
        free = labels.beside([(100, 100)], 4)
        self.assertLess(free.place("1 s", 100, 100, above=True), 96)
        self.assertGreater(free.place("1 s", 100, 100, above=False), 104)

    def test_the_other_side_when_a_point_is_there(self) -> None:
        free = labels.beside([(100, 100), (100, 85)], 4)
        self.assertGreater(free.place("1 s", 100, 100, above=True), 104)

    def test_the_other_side_when_a_label_is_there(self) -> None:
        free = Labels()
        self.assertLess(free.place("1 s", 100, 100, above=True), 100)
        self.assertGreater(free.place("1 s", 110, 100, above=True), 100)

    def test_the_wished_side_when_neither_is_free(self) -> None:
        free = Labels([Box(0, 0, 200, 200)])
        self.assertLess(free.place("1 s", 100, 100, above=True), 100)
