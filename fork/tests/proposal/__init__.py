"""The proposal on upstream's source archive, with upstream's own checks."""
