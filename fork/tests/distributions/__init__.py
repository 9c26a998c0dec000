"""The first patch in the packages of distributions."""
