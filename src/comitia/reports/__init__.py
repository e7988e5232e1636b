"""The report a group owes: drafted by sections and paragraphs, frozen as versions, translated.

A frozen version becomes a numbered document in `documents`, whose writers and redlines it uses.
"""
