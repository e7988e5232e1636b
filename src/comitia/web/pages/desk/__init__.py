"""For the secretariat: what it sets for one group: its list, its officers, its meetings."""
