"""Old mail brought in by the secretariat: a file given, a bar to watch, a report to read."""
