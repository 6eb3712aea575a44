"""Pages become values: pure functions, apart from the network."""

from scrapers.extract.ladder import extract_page

__all__ = ["extract_page"]
