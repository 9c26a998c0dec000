"""A cloud that is up, and what other processes ask of it."""
