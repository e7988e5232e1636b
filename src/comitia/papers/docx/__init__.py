"""Word files (ISO/IEC 29500) as papers and as text, by a bounded parser of our own.

Nothing in them is followed or run: no macro, no field, no picture from elsewhere.
"""
