"""The verbs of the command line: their help, their options and what they do."""
