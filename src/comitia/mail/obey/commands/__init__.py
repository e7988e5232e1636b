"""What -request@ does: parse.py reads the commands, change.py and read.py carry them out."""
