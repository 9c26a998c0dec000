"""Evacuations on the embedded Nova: what is foretold, and what any order of events does."""
