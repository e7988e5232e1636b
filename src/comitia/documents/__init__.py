"""The register of a group's documents: numbered, dated, posted, revised, never lost.

`redline` compares two texts and `publish` sets one as HTML, DOCX, PDF, text or Markdown. What a
report says and who may change it is for `reports`; what a file holds, for `papers`.
"""
