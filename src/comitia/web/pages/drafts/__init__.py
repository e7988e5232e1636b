"""For the secretariat: a circular is read, corrected beside its text, confirmed, issued."""
