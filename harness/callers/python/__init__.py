"""The calls in Python source, of any version of Python."""
