"""URLs: which photo URLs are one photo, which of them to ask for, what they say of the photo; and URLs of pages."""

from scrapers.urls.full_size import Rendition, full_size, guessed_by, largest_first, looks_like_photo
from scrapers.urls.identity import photo_identity
from scrapers.urls.marks import is_furniture, photo_flags
from scrapers.urls.pages import page_key, same_owner, same_page, site_of

__all__ = [
    "Rendition",
    "full_size",
    "guessed_by",
    "is_furniture",
    "largest_first",
    "looks_like_photo",
    "page_key",
    "photo_flags",
    "photo_identity",
    "same_owner",
    "same_page",
    "site_of",
]
