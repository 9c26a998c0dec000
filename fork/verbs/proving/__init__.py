"""The verbs that prove what the fork promises."""
