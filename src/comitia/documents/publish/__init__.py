"""A paper set as a file: HTML, DOCX, PDF, plain text, Markdown; and as HTML for pages of ours.

Each writer is a function of the paper and the facts of its cover, and nothing else: no clock, no
chance, no network. So the same paper gives the same bytes, whoever publishes it and whenever.
"""
