"""Backend: the hooks of PEP 517 and PEP 660, as a frontend calls them."""

import subprocess
import sys
from typing import Callable

from fork import backend
from fork.building.project import ROOT
from fork.tests import support

REFUSED = (
    "fork: error: upstream release 1.1 is not supported; choose one of: 1.2\n"
)
SETTINGS = {"upstream": "1.1"}


class RequirementTest(support.MiniatureTestCase):
    def test_exactly_the_release(self) -> None:
        for hook in (
            backend.get_requires_for_build_wheel,
            backend.get_requires_for_build_editable,
        ):
            self.assertEqual(["mini-client===1.2"], hook())
            ran = support.run(hook, SETTINGS)
            self.assertEqual(support.Ran(1, "", REFUSED), ran)


class BuildTest(support.MiniatureTestCase):
    HOOKS: tuple[tuple[Callable[..., str], str], ...] = (
        (backend.build_wheel, "-py3-none-any.whl"),
        (backend.build_editable, "-py3-none-any.whl"),
        (backend.build_sdist, ".tar.gz"),
    )

    def test_name_of_what_was_built(self) -> None:
        for hook, ending in self.HOOKS:
            name = hook(str(self.out))
            self.assertEqual(f"mini_client-1.2+tiny.2.0.1{ending}", name)
            self.assertTrue((self.out / name).is_file())

    def test_settings_reach_every_hook(self) -> None:
        for hook, _ in self.HOOKS:
            ran = support.run(hook, str(self.out), SETTINGS)
            self.assertEqual(support.Ran(1, "", REFUSED), ran)
            self.assertEqual([], list(self.out.iterdir()))

    def test_patch_that_does_not_apply(self) -> None:
        damaged = support.PATCH.replace("-two", "-zwei")
        self.write("patches/words.patch", damaged)
        line = (
            "fork: error: patch words, novaclient/words.txt, hunk 1 does not "
            "apply: its lines are not in the file (expected at line 1)\n"
        )
        for hook in (backend.build_wheel, backend.build_editable):
            ran = support.run(hook, str(self.out))
            self.assertEqual(support.Ran(1, "", line), ran)
            self.assertEqual([], list(self.out.iterdir()))


class ImportTest(support.TestCase):
    def test_nothing_but_what_a_build_requires(self) -> None:
        """Nor does it need what only a maintainer's verbs do."""
        script = (
            "import sys; before = {*sys.modules}; import fork.backend; "
            "print(*sorted({m.partition('.')[0] for m in sys.modules} "
            "- {m.partition('.')[0] for m in before} "
            "- sys.stdlib_module_names))"
        )
        command = [sys.executable, "-c", script]
        shown = subprocess.check_output(command, cwd=ROOT, text=True)
        self.assertLessEqual(
            {*shown.split()}, {"fork", "packaging", "unidiff", "wheel"}
        )
