"""Official letters of the secretariat: drafted from templates, numbered, issued, corrected.

Circulars, collective letters, invitations, agendas and reports of meetings, and what corrects or
adds to them. A circular that came as a file is read by `circulars`; both share one series.
"""
