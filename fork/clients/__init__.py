"""Clients to compare, each in an environment of its own."""
