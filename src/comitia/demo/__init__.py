"""The example group of `make serve`: Circular 174's public facts, and plainly fictional people."""
