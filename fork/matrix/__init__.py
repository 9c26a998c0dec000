"""The matrix: every release, its suites, the incident, and the pages."""
