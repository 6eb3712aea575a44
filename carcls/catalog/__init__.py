"""The catalog: what is known about photos, where they were seen, and what was said of them."""

from carcls.catalog.database import Catalog

__all__ = ["Catalog"]
