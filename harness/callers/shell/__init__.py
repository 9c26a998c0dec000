"""The calls in shell scripts, and in whatever else is given to a shell."""
