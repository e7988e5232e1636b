"""For the secretariat: what is parked, what is held, what leaves."""
