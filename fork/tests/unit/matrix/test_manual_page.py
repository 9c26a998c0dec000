"""Manual page: what the manual says, and what it does not replace."""

import datetime
import json

from fork.matrix import json_report, manual_page, picture, table
from fork.matrix.finding import Finding
from fork.releases.upstream import Release
from fork.tests import findings, support

DATE = datetime.date(2026, 11, 22)
NAMES = ["matrix.json", "matrix.md", "matrix.svg"]


class MarkdownTest(support.MiniatureTestCase):
    def page(self, *some: Finding) -> str:
        return manual_page.markdown([*some], self.project, DATE)

    def test_layout(self) -> None:
        text = self.page(*findings.some())
        lines = text.splitlines()
        title, counts, first, second, image = [
            lines[number] for number in (0, 2, 4, 5, 7)
        ]
        self.assertEqual("# The release matrix of tiny.1, 2026-11-22", title)
        self.assertEqual("5 releases: 3 ok, 1 failed, 1 not run.", counts)
        line = "- 1.0 not run: needs Python 3.5, which is not here"
        self.assertEqual(line, first)
        line = "- 1.3 failed: the fork touches n10, n11 on Python 3.9"
        self.assertEqual(line, second)
        alternative = picture.told(findings.some())
        self.assertEqual(f"![{alternative}](matrix.svg)", image)
        self.assertIn("\n- patch 2: letters\n", text)
        self.assertTrue(
            text.endswith(f"\n\n{table.markdown(findings.some())}\n")
        )

    def test_nothing_to_explain(self) -> None:
        lines = self.page(findings.good()).splitlines()
        counts = "1 release: 1 ok, 0 failed, 0 not run."
        self.assertEqual([counts, ""], lines[2:4])
        self.assertTrue(lines[4].startswith("!["), lines[4])

    def test_part_of_the_supported_releases(self) -> None:
        text = self.project.lock().extended([Release("1.1", {})]).text()
        self.write("patches/upstream.lock", text)
        line = "1 release: 1 ok, 0 failed, 0 not run, of 2 supported."
        self.assertEqual(line, self.page(findings.good()).splitlines()[2])


class WriteTest(support.MiniatureTestCase):
    def test_page_data_and_picture(self) -> None:
        folder = self.out / "doc"
        manual_page.write(findings.some(), self.project, DATE, folder)
        written = support.files(folder)
        self.assertEqual(NAMES, [*written])
        text = manual_page.markdown(findings.some(), self.project, DATE)
        self.assertEqual(text, written["matrix.md"].decode())
        data = json_report.as_json(findings.some(), self.project, DATE)
        self.assertEqual(data, json.loads(written["matrix.json"]))
        drawn = picture.draw(findings.some())
        self.assertEqual(drawn, written["matrix.svg"].decode())

    def test_replaces_an_earlier_one(self) -> None:
        manual_page.write(findings.some(), self.project, DATE, self.out)
        manual_page.write([findings.good()], self.project, DATE, self.out)
        text = manual_page.markdown([findings.good()], self.project, DATE)
        self.assertEqual(text, (self.out / "matrix.md").read_text("utf-8"))


class RoomTest(support.TestCase):
    def test_empty_folder(self) -> None:
        manual_page.require_room(self.folder)
        manual_page.require_room(self.folder / "new")

    def test_any_of_the_files(self) -> None:
        for name in NAMES:
            folder = self.folder / name[-3:]
            support.fill(folder, {name: b"", "other": b""})
            line = (
                f"{folder} has {name}, which a part of the supported releases "
                "does not replace; name another folder, or delete them"
            )
            self.assertRefused(line, manual_page.require_room, folder)
