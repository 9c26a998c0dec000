"""The cloud in the tests of others: for pytest, and for testtools."""
