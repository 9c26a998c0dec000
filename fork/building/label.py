"""The local version label (PEP 440) that marks the fork of a release.

setup.cfg states a word and a number. A wheel's label holds numbers of
upstream's release between them:

    strict2.1 of 18.13.1 is 18.13.1+strict2.1.1
    strict2.1 of 17.7.0 is 17.7.0+strict2.0.1

novaclient asks pbr for its own version, and up to 7.0 pbr reads a version so:
what stands between dots and is a number counts. The last of upstream's
numbers does not, because `+strict2` sticks to it; so the label repeats it.
What follows three numbers is a count of commits, and an error when it is 0.

A number at the end of the word counts the ways to label. It was none when
labels were `strict.1` for every release, of which pbr read the 1. Installers
take strict2 for newer, whatever follows it.
"""

import re
import string

from packaging.version import Version

from fork.errors import ForkError

FORM = re.compile(r"[a-z]+[0-9]*\.[1-9][0-9]*")


def require(text: str) -> str:
    """Return what setup.cfg states as the label.

    :raises ForkError: when pbr or an installer would read it otherwise
    """
    if FORM.fullmatch(text):
        return text
    raise ForkError(
        f"setup.cfg states the label {text!r}; write a word, a dot and a "
        "number from 1 on, like strict2.1"
    )


def local(text: str, release: str) -> str:
    """Return the label of the fork of a release.

    :param text: what setup.cfg states
    """
    word, _, number = text.partition(".")
    return ".".join([word, *_missed(release), number])


def without(text: str, version: str) -> str:
    """Take any label of the fork's off a version; leave others.

    :param text: what setup.cfg states; it tells earlier and later labels,
        and those of a part of the series
    """
    release, _, stated = version.partition("+")
    words = [_family(part) for part in stated.split(".")]
    return release if _family(text.split(".")[0]) in words else version


def _missed(release: str) -> list[str]:
    """Return those of a release's first three numbers that pbr misses."""
    numbers = [*map(str, Version(release).release), "0", "0"]
    return numbers[:3][release.count(".") :]


def _family(word: str) -> str:
    return word.rstrip(string.digits)
