"""Host names that are contained in others."""
