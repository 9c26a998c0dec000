import json
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as ET

from harness.errors import HarnessError
from harness.tests.unit import samples
from harness.trials import picture, report
from harness.trials.trial import Trial

SVG = "{http://www.w3.org/2000/svg}"
VERSIONS = {"upstream": "18.13.1", "fork": "18.13.1"}


class PictureTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "report.json")

    def write(self, *trials: Trial) -> None:
        self.path.write_text(json.dumps(report.as_json(trials, VERSIONS)))

    def draw(self, *trials: Trial) -> str:
        self.write(*trials)
        return picture.draw(picture.load(self.path))

    def draw_both(self, upstream: str = "abc", refused: str = "") -> str:
        fork = samples.trial(moved="ab", client="fork")
        return self.draw(samples.trial(moved=upstream, refused=refused), fork)

    @staticmethod
    def kinds(svg: str) -> list[str | None]:
        return [e.get("class") for e in ET.fromstring(svg).iter(f"{SVG}rect")]

    def test_the_same_report_gives_the_same_text(self) -> None:
        self.assertEqual(self.draw_both(), self.draw_both())

    def test_servers_are_drawn_where_they_ended(self) -> None:
        kinds = self.kinds(self.draw_both())
        # before: 3; after upstream: 3 moved, 1 of them a stray's; after the fork: 2 moved.
        legend = 1
        self.assertEqual(3 + 0 + 1 + legend, kinds.count("server"))
        self.assertEqual(0 + 3 + 2 + legend, kinds.count("ghost"))
        self.assertEqual(0 + 2 + 2 + legend, kinds.count("good"))
        self.assertEqual(0 + 1 + 0 + legend, kinds.count("bad"))

    def test_hosts_that_should_not_have_been_touched_are_marked(self) -> None:
        kinds = self.kinds(self.draw_both())
        self.assertEqual((1, 3), (kinds.count("stray"), kinds.count("failed")))

    def test_a_refused_request_is_drawn(self) -> None:
        kinds = self.kinds(self.draw_both(upstream="ab", refused="c"))
        self.assertEqual((1, 1), (kinds.count("refused"), kinds.count("stray")))

    def test_an_arc_for_every_host_that_lost_servers(self) -> None:
        paths = [e.get("class") for e in ET.fromstring(self.draw_both()).iter(f"{SVG}path")]
        self.assertEqual(["arc good", "arc bad", "arc good"], paths)

    def test_words(self) -> None:
        text = "".join(ET.fromstring(self.draw_both()).itertext())
        for words in (
            "$ nova host-evacuate --target_host spare web1",
            "1 host failed; 1 healthy one looks down, too",
            "After upstream 18.13.1",
            "3 servers moved off 2 hosts, 1 of which should not have been touched",
            "2 servers moved off 1 host",
        ):
            self.assertIn(words, text)

    def test_everything_is_inside(self) -> None:
        root = ET.fromstring(self.draw_both())
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        for rect in root.iter(f"{SVG}rect"):
            x, y, w, h = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            self.assertTrue(x >= 0 and x + w <= width and y >= 0 and y + h <= height)

    def assert_refused(self, *words: str) -> None:
        with self.assertRaises(HarnessError) as caught:
            picture.load(self.path)
        for word in (str(self.path), *words):
            self.assertIn(word, str(caught.exception))

    def test_no_report(self) -> None:
        self.assert_refused("is not a report")
        self.path.write_text("{")
        self.assert_refused("is not a report")

    def test_another_format(self) -> None:
        for text in ("[]", '{"schema": 0}'):
            self.path.write_text(text)
            self.assert_refused("another format")

    def test_one_client_alone(self) -> None:
        self.write(samples.trial(moved="ab"))
        self.assert_refused("two clients")
