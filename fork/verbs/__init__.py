"""The verbs: their help, their options and what they do."""
