"""The calls in text that no parser reads."""
