import unittest

from harness.benchmarks import aim


class TimesTest(unittest.TestCase):
    def test_a_ratio(self) -> None:
        for ratio, text in (
            (None, "-"),
            (0.0007, "0.0007x"),
            (0.0999, "0.1x"),
            (0.1, "0.10x"),
            (0.3, "0.30x"),
            (9.994, "9.99x"),
            (10.0, "10x"),
            (1234.5, "1,234x"),
        ):
            self.assertEqual(text, aim.times(ratio))


class JudgeTest(unittest.TestCase):
    def verdict(self, **ratios: aim.Ratio) -> str:
        return str(aim.judge("twice", ratios, lambda ratio: ratio >= 2))

    def test_all_must_fit(self) -> None:
        self.assertEqual("met: twice (2.00x at a, 3.00x at b)", self.verdict(a=2.0, b=3.0))
        self.assertEqual("not met: twice (2.00x at a, 1.99x at b)", self.verdict(a=2.0, b=1.99))
        self.assertEqual("not met: twice (- at a)", self.verdict(a=None))

    def test_nothing_was_measured(self) -> None:
        self.assertEqual("not measured: twice", self.verdict())
