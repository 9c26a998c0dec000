"""Findings of a matrix, as the tests need them."""

import dataclasses

from fork.clients.compared import FORK as WHOLE
from fork.clients.compared import MINIMAL
from fork.clients.suite import Comparison
from fork.matrix.built_wheel import BuiltWheel
from fork.matrix.finding import Finding
from fork.matrix.replay import Incident, Touch

UPSTREAM = {"a.test_one": "success", "a.test_two": "skip"}
FORK = {**UPSTREAM, "b.test_new": "success"}
PRODUCT = BuiltWheel(
    wheel="mini_client-1.2+tiny.2.0.1-py3-none-any.whl",
    sha256="abc",
    versions=["3.8", "3.9"],
    requires=">=3.8",
    offsets={"words": [0, -7, 3]},
)
BOTH = dataclasses.replace(PRODUCT, versions=["2.7", "3.6"], requires="")
#: A fork of three patches, and the minimal one of the first of them.
THREE = dataclasses.replace(
    PRODUCT,
    wheel="mini_client-1.4+tiny.4.0.1-py3-none-any.whl",
    sha256="three",
    offsets={"words": [0], "letters": [9], "marks": [0, 0]},
)
FIRST = dataclasses.replace(
    THREE,
    wheel="mini_client-1.4+1of3.tiny.4.0.1-py3-none-any.whl",
    sha256="first",
    offsets={"words": [0]},
)
FAULT = Touch(["n1", "n10", "n11"], ["n10", "n11"], [], 0)
EXACT = Touch(["n1"], [], [], 0)


def incident(
    python: str = "3.9", upstream: Touch = FAULT, fork: Touch = EXACT
) -> Incident:
    return Incident(python, upstream, {WHOLE: fork})


def good(release: str = "1.2") -> Finding:
    """Return a release that is as expected."""
    return Finding(
        release=release,
        series="alpha",
        pbr="4.2.0",
        products={WHOLE: PRODUCT},
        pythons=["3.9"],
        comparison=Comparison(UPSTREAM, {WHOLE: FORK}),
        incidents=[incident()],
    )


def python2() -> Finding:
    """Return a release that is as expected, on Python 2.7 too."""
    finding = good("1.1")
    finding.products, finding.pythons = {WHOLE: BOTH}, ["3.6", "2.7"]
    finding.incidents = [incident("3.6"), incident("2.7")]
    return finding


def three(minimal: Touch = EXACT, fork: Touch = EXACT) -> Finding:
    """Return a release whose fork holds more than the first patch."""
    finding = good("1.4")
    finding.products = {MINIMAL: FIRST, WHOLE: THREE}
    more = {**FORK, "c.test_newer": "success"}
    finding.comparison = Comparison(UPSTREAM, {MINIMAL: FORK, WHOLE: more})
    touches = {MINIMAL: minimal, WHOLE: fork}
    finding.incidents = [Incident("3.9", FAULT, touches)]
    return finding


def bad() -> Finding:
    """Return a release whose fork touches a neighbour."""
    finding = good("1.3")
    finding.incidents = [incident(fork=FAULT)]
    return finding


def absent() -> Finding:
    """Return a release whose Python is not here."""
    missing = ["needs Python 3.5, which is not here"]
    return Finding("1.0", "", products={WHOLE: PRODUCT}, missing=missing)


def some() -> list[Finding]:
    """Return a release of every kind."""
    return [absent(), python2(), good(), bad(), three()]
