"""The web door: pages for people, complete without script."""
