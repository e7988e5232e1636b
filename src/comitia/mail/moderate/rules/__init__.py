"""One file, one rule. flow.py says in which order they are asked and what follows."""
