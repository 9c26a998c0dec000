"""Building: what is built, from what, and the archives that come out."""
