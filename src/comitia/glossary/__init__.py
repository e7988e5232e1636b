"""The words of the field in six languages: what a term is called elsewhere.

Shipped concepts come from terms/*.toml; a house changes them and adds its own, and an upgrade
leaves those alone. `queries.also` tells what a query is called in the other languages; who may
change what is for the doors to ask.
"""
