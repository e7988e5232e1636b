"""Official letters: read by everybody; drafted, looked at and issued by the secretariat."""
