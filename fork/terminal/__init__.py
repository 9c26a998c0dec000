"""What a person at a terminal sees, and how she ends it."""
