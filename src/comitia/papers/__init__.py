"""The text of files that people write with office programs, taken out within limits.

A file is read by a process of its own (`limited`), so that a bad one ends that process and nothing
else. What a text is about, others ask; here they find what words, labels and dates look like in
the six languages (`terms`, `labels`, `dates`, on `folding`).
"""
