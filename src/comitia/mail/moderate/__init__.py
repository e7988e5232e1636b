"""The third station: rules judge a post, flow.py says what follows, a person decides what is held.

Rules are pure and change nothing; what they need to know is gathered for them beforehand.
"""
