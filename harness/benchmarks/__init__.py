"""Benchmarks: what finding and evacuating a host cost."""
