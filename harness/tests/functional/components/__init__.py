"""Components of anybody's on the cloud, and what they are given."""
