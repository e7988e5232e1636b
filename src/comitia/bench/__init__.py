"""Benches: each measures one thing beside a peer or a raw limit, in one run."""
