"""The services of the cloud, each a process."""
