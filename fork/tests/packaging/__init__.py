"""Tests of the real build, by every frontend. They need a package index."""
