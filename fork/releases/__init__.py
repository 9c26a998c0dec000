"""Upstream's releases, and the lock that says which were reviewed."""
