"""For the secretariat: members, their focal points, and people."""
