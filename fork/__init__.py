"""Build the fork: an upstream release, plus patches, plus our own files."""
