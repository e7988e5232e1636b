"""Clock, identifiers, languages, text: what every store needs and no word of our domain."""
