"""The verbs that tell a running cloud what to do."""
