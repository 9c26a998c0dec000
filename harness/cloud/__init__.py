"""The embedded OpenStack: what it is told, and what is asked of it."""
