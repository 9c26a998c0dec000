"""The series as commits of a git repository, and back."""
