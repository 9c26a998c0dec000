"""Lines for a terminal, made of text that anyone may have written."""


def escape(text: str) -> str:
    """Return the text with everything that a terminal might act upon as a backslash escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
