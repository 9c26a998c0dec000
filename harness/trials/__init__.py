"""Trials: scenarios, the clients that meet them, and what became of the fleet."""
