"""Duplicates, labels and splits: what the catalog knows becomes a dataset."""
