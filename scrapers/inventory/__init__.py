"""Inventories that are no pages: feeds by URL, and APIs that are posted to."""
