"""SBOM: what it says, and that CycloneDX would say it so."""

import dataclasses
import json
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from fork.building import project, sbom
from fork.releases.lock import Lock, digests
from fork.releases.upstream import Release
from fork.tests import support

A = 64 * "a"


class SchemaTest(support.TestCase):
    def assertValid(self, chosen: project.Project) -> None:
        validator = JsonStrictValidator(SchemaVersion.V1_6)
        self.assertIsNone(validator.validate_str(sbom.text(chosen)))

    def test_every_release_whole_and_in_part(self) -> None:
        ours = project.read()
        releases = [*ours.lock().releases]
        for release in (releases[0], "17.7.0", releases[-1]):
            self.assertValid(ours.of(release))
            self.assertValid(ours.of(release).minimal())
        url = "https://example.org/faults"
        self.assertValid(dataclasses.replace(ours, report=url))

    def test_digest_of_every_upstream_wheel_is_known(self) -> None:
        lock = project.read().lock()
        self.assertEqual([*lock.releases], [*lock.wheels])


class TextTest(support.ProposalTestCase):
    def fork(self) -> dict[str, Any]:
        text = sbom.text(self.project)
        self.assertEqual(text, sbom.text(self.project))
        stated: dict[str, Any] = json.loads(text)["metadata"]["component"]
        return stated

    def test_fork_of_what_and_by_which_patches(self) -> None:
        release = Release("1.2", support.UPSTREAM, A)
        self.write(
            "patches/upstream.lock", Lock({}).extended([release]).text()
        )
        fork = self.fork()
        purl = "pkg:pypi/mini-client@1.2%2Btiny.2.0.1"
        self.assertEqual(purl, fork["purl"])
        self.assertEqual("1.2+tiny.2.0.1", fork["version"])
        (upstream,) = fork["pedigree"]["ancestors"]
        self.assertEqual("pkg:pypi/mini-client@1.2", upstream["purl"])
        hashes = [{"alg": "SHA-256", "content": A}]
        self.assertEqual(hashes, upstream["hashes"])
        self.assertEqual(
            [
                {"message": "Shout the second word", "uid": "I1"},
                {"message": "Whisper the first word", "uid": "I2"},
            ],
            fork["pedigree"]["commits"],
        )
        known = digests(support.files(self.root / "patches"))
        urls = [
            f"patches/{name}#sha256={known[name]}"
            for name in ("words.patch", "second.patch")
        ]
        stated = [{"type": "unofficial", "diff": {"url": url}} for url in urls]
        self.assertEqual(stated, fork["pedigree"]["patches"])
        self.assertNotIn("externalReferences", fork)

    def test_part_of_the_series(self) -> None:
        self.project = dataclasses.replace(self.project, through="words")
        fork = self.fork()
        self.assertEqual("1.2+1of2.tiny.2.0.1", fork["version"])
        self.assertEqual(1, len(fork["pedigree"]["patches"]))

    def test_lock_without_the_wheel(self) -> None:
        (upstream,) = self.fork()["pedigree"]["ancestors"]
        self.assertNotIn("hashes", upstream)

    def test_where_to_report(self) -> None:
        url = "https://example.org/faults"
        self.project = dataclasses.replace(self.project, report=url)
        where = [{"type": "issue-tracker", "url": url}]
        self.assertEqual(where, self.fork()["externalReferences"])
