"""An embedded OpenStack on loopback, and scenarios that any ``nova`` runs against it."""
