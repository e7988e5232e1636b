"""OpenDocument text (ISO/IEC 26300) as papers, with its tracked changes, notes and comments."""
