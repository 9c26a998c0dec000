"""Tests of the fork's build."""
