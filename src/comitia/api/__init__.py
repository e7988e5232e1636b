"""The door for programs: what pages show and take, as JSON under /api/v1 (docs/api.md).

It translates, calls one query or verb, and translates back; who may see or do what is judged by
the stores' own `access`. It lives beside the web and shares nothing with it but the stores.
"""
