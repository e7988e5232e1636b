"""Persons, the entities they speak for, affiliations over time, and sign-in.

Addresses are allauth's EmailAddress rows. Who sits in which group is left to groups."""
