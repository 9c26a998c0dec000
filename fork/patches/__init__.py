"""The patches: messages, hunks, order, and what a reviewer asks of them."""
