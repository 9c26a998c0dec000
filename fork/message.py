"""The commit message that a patch carries."""

import dataclasses
import email
import email.policy


@dataclasses.dataclass(frozen=True)
class Message:
    """A commit message, in its parts.

    :param subject: its first line
    :param why: what stands between the subject and the trailers
    :param trailers: the values of each trailer, by key
    """

    subject: str
    why: str
    trailers: dict[str, list[str]]

    @classmethod
    def parse(cls, text: str) -> "Message":
        """Read the message of a patch that `git format-patch` wrote."""
        mail = email.message_from_string(text, policy=email.policy.default)
        subject = str(mail["Subject"] or "").rpartition("] ")[2]
        body = str(mail.get_payload()).partition("\n---\n")[0]
        why, _, trailers = body.strip().rpartition("\n\n")
        return cls(subject, why, _trailers(trailers))


def _trailers(paragraph: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in paragraph.splitlines():
        key, separator, value = line.partition(": ")
        if separator and " " not in key:
            found.setdefault(key, []).append(value.strip())
    return found
