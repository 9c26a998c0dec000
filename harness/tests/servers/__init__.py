"""The cloud with an older Nova, and what the clients do there."""
