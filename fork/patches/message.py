"""The commit message that a patch carries."""

import dataclasses
import email
import email.policy
import re

#: What `git format-patch` puts before a subject, and `git am` takes off.
PREFIX = re.compile(r"\[PATCH[^]]*\] ?")
#: Trailers that are the fork's own; upstream has no use for them.
BOOKKEEPING = ("Forwarded", "Applies-from", "Adds")


@dataclasses.dataclass(frozen=True)
class Message:
    """A commit message, in its parts.

    :param subject: its first line
    :param why: what stands between the subject and the trailers
    :param trailers: the values of each trailer, by key
    :param author: who wrote it, as `Name <address>`
    :param date: when, as mail states it
    """

    subject: str
    why: str
    trailers: dict[str, list[str]]
    author: str = ""
    date: str = ""

    @classmethod
    def parse(cls, text: str) -> "Message":
        """Read the message of a patch that `git format-patch` wrote."""
        mail = email.message_from_string(text, policy=email.policy.default)
        subject = PREFIX.sub("", str(mail["Subject"] or ""))
        body = str(mail.get_payload()).partition("\n---\n")[0].strip()
        why, _, last = body.rpartition("\n\n")
        trailers = _trailers(last)
        author, date = (str(mail[key] or "") for key in ("From", "Date"))
        return cls(subject, why if trailers else body, trailers, author, date)

    @property
    def proposed(self) -> str:
        """The message as upstream is to read it."""
        trailers = "\n".join(
            f"{key}: {value}"
            for key, values in self.trailers.items()
            for value in values
            if key not in BOOKKEEPING
        )
        return "\n\n".join([self.subject, self.why, trailers])


def _trailers(paragraph: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in paragraph.splitlines():
        key, separator, value = line.partition(": ")
        if separator and " " not in key:
            found.setdefault(key, []).append(value.strip())
    return found
