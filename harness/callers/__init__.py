"""Who asks Nova for every host whose name contains the given one, in scripts and programs."""
