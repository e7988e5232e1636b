"""Correspondence groups: terms, roles, membership, eligibility and life-cycle."""
