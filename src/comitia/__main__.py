"""`python -m comitia` is `comitia`."""

from comitia.cli import main

main()
