"""Untrusted bytes become checked, fingerprinted, stored photos."""
