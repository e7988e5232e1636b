"""What a person sees of themselves: their seats, what waits for them, how mail comes."""
