"""What both `fork` and `harness` need; it knows neither of them."""
