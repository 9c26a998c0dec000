"""Proofs: coverage, mutants, prefixes, oldest requirements."""
