import unittest
from collections.abc import Iterable

from harness.benchmarks.resolution import comparison
from harness.benchmarks.resolution.bench import FORK, UPSTREAM, Case, Run, Sample
from harness.benchmarks.resolution.comparison import Comparison
from harness.benchmarks.resolution.measurement import Measurement
from harness.tests.unit import samples

PLAIN = Case("node1", 1110, False, "2.52")
ALONE = Case("node1999", 0, False, "2.52")
LONG = Case("node1", 1110, True, "2.52")
SHORT_NAME, FQDN = LONG.names


def sample(
    case: Case, side: str, measured: Measurement, name: str = "", times: int = 1
) -> list[Sample]:
    return [Sample(Run(case, side, name or case.host), measured)] * times


def compare(*groups: Iterable[Sample]) -> list[Comparison]:
    return comparison.compare(sample for group in groups for sample in group)


class CompareTest(unittest.TestCase):
    def test_medians_stand_side_by_side(self) -> None:
        (found,) = compare(
            *(sample(PLAIN, UPSTREAM, samples.measurement(n)) for n in (30.0, 10.0, 20.0)),
            *(sample(PLAIN, FORK, samples.measurement(n)) for n in (3.0, 1.0, 2.0)),
        )
        self.assertEqual((PLAIN, "node1", ("node1",)), (found.case, found.name, found.asked))
        self.assertEqual((20.0, 2.0), (found.upstream.finding, found.fork.finding))
        self.assertEqual(10.0, found.ratio("finding"))

    def test_the_order_is_kept(self) -> None:
        one = samples.measurement()
        both = [sample(c, s, one) for c in (ALONE, PLAIN) for s in (FORK, UPSTREAM)]
        self.assertEqual([ALONE, PLAIN], [each.case for each in compare(*both)])


class FqdnTest(unittest.TestCase):
    """Upstream finds a hypervisor by its FQDN alone."""

    def compare(self, vain: float | None = None, last: float | None = 2.0) -> list[Comparison]:
        return compare(
            sample(LONG, UPSTREAM, samples.measurement(30, 100, vain), SHORT_NAME),
            sample(LONG, UPSTREAM, samples.measurement(2, 12, last), FQDN),
            sample(LONG, FORK, samples.measurement(1, 14), SHORT_NAME),
            sample(LONG, FORK, samples.measurement(4, 40), FQDN),
        )

    def test_a_search_in_vain_is_paid_for(self) -> None:
        short, long = self.compare()
        self.assertEqual((SHORT_NAME, FQDN), short.asked)
        self.assertEqual((32, 112, 36.0), self.upstream(short))
        self.assertEqual((FQDN,), long.asked)
        self.assertEqual((2, 12, 2.0), self.upstream(long))
        self.assertEqual([112 / 14, 12 / 40], [each.ratio("queries") for each in (short, long)])

    @staticmethod
    def upstream(each: Comparison) -> tuple[float, int, float | None]:
        return each.upstream.finding, each.upstream.queries, each.upstream.first

    def test_what_finds_it_at_once_asks_once(self) -> None:
        short, _ = self.compare(vain=1.0)
        self.assertEqual(((SHORT_NAME,), 100), (short.asked, short.upstream.queries))

    def test_an_fqdn_has_no_look_alikes(self) -> None:
        self.assertEqual([1110, 0], [each.lookalikes for each in self.compare()])

    def test_no_ratio_where_nothing_was_found(self) -> None:
        short, long = self.compare(last=None)
        self.assertEqual([None, None], [short.ratio("wall"), long.ratio("queries")])
        self.assertEqual((SHORT_NAME, FQDN), short.asked)

    def test_no_ratio_where_the_fork_found_nothing(self) -> None:
        (found,) = compare(
            sample(PLAIN, UPSTREAM, samples.measurement()),
            sample(PLAIN, FORK, samples.measurement(first=None)),
        )
        self.assertIsNone(found.ratio("queries"))


class AimsTest(unittest.TestCase):
    def judge(
        self, case: Case, upstream: Measurement, fork: Measurement, name: str = ""
    ) -> dict[str, tuple[bool | None, dict[str, float | None]]]:
        each = Comparison(case, name or case.host, (case.host,), upstream, fork)
        found = comparison.aims([each])
        return {aim.text: (aim.met, aim.reached) for aim in found}

    def verdict(
        self, words: str, case: Case, upstream: Measurement, fork: Measurement, name: str = ""
    ) -> tuple[bool | None, dict[str, float | None]]:
        judged = self.judge(case, upstream, fork, name)
        (found,) = [verdict for text, verdict in judged.items() if words in text]
        return found

    def test_sooner_with_look_alikes(self) -> None:
        for first, met in ((26.0, True), (25.9, False)):
            measured = samples.measurement(first=first), samples.measurement(first=1.0)
            expected = (met, {"2.52": first})
            self.assertEqual(expected, self.verdict("26 times sooner", PLAIN, *measured))

    def test_with_fewer_look_alikes_that_is_not_measured(self) -> None:
        measured = samples.measurement(), samples.measurement()
        for case in (ALONE, LONG):
            found = self.verdict("1,110 look-alikes its", case, *measured)
            self.assertEqual((None, {}), found)

    def test_the_first_evacuation(self) -> None:
        upstream = samples.measurement(first=2.0)
        for first, met in ((2.4, True), (2.5, False), (1.0, True)):
            found = self.verdict("1.2 times", ALONE, upstream, samples.measurement(first=first))
            self.assertEqual(met, found[0])
            self.assertAlmostEqual(first / 2.0, found[1]["2.52"] or 0)
        self.assertIsNone(self.verdict("1.2 times", PLAIN, upstream, upstream)[0])

    def test_the_first_evacuation_by_fqdn(self) -> None:
        upstream = samples.measurement(first=2.0)
        for first, met in ((3.0, True), (3.1, False)):
            measured = upstream, samples.measurement(first=first)
            found = self.verdict("FQDN", LONG, *measured, FQDN)
            self.assertEqual((met, {"2.52 node1": first / 2.0}), found)
            self.assertIsNone(self.verdict("FQDN", LONG, *measured)[0])

    def test_queries_without_look_alikes(self) -> None:
        for queries, met in ((20, True), (21, False)):
            measured = samples.measurement(queries=10), samples.measurement(queries=queries)
            found = self.verdict("2 times upstream's", ALONE, *measured)
            self.assertEqual(met, found[0])
            self.assertAlmostEqual(queries / 10, found[1]["2.52"] or 0)

    def test_queries_with_look_alikes_and_without(self) -> None:
        upstream = samples.measurement()
        for queries, met in ((10, True), (11, False), (9, False)):
            pairs = ((ALONE, 10), (PLAIN, queries))
            each = [
                Comparison(case, case.host, (), upstream, samples.measurement(queries=number))
                for case, number in pairs
            ]
            self.assertEqual(met, comparison.aims(each)[-1].met)

    def test_none_is_met_by_finding_nothing(self) -> None:
        nothing = samples.measurement(first=None)
        for case, name, place in (
            (PLAIN, "", "2.52"),
            (ALONE, "", "2.52"),
            (LONG, FQDN, "2.52 node1"),
        ):
            verdicts = self.judge(case, samples.measurement(), nothing, name).values()
            self.assertIn((False, {place: None}), verdicts)
            self.assertNotIn(True, [met for met, _ in verdicts])

    def test_one_microversion_that_misses_it_is_enough(self) -> None:
        latest = Case("node1", 1110, False, "latest")
        slow, fast = samples.measurement(first=300.0), samples.measurement(first=1.0)
        pairs = ((PLAIN, slow), (latest, fast))
        found = comparison.aims([Comparison(c, "node1", (), u, fast) for c, u in pairs])[2]
        self.assertEqual((False, {"2.52": 300.0, "latest": 1.0}), (found.met, found.reached))
