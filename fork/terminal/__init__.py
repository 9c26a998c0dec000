"""Work on several things at a time, and what a person sees of it."""
