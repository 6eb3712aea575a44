"""WordPress galleries: thumbnails `name-300x200.jpg` that link to `name.jpg`, in a gallery of the theme or a plugin.

Source of the shape: pages of the survey of 2014, the markup of WordPress's own gallery block and of its common gallery
plugins (Envira, NextGEN, FooGallery, Fancybox). og:image is not trusted: plugins put others' pictures there.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Gallery

_NAMES = ("wp-block-gallery", "gallery", "envira", "ngg-", "foogallery", "slides", "swiper", "carousel", "slider")

WORDPRESS = Platform(
    name="WordPress",
    marks=(("wp-content/uploads", 'content="wordpress'), ("wp-content/uploads", "wp-includes/")),
    galleries=(
        Gallery(
            where=tuple(
                f"(//*[contains(concat(' ', @class), ' {name}') or contains(@class, '-{name}')])[position() < 100]"
                f"[count(.//a[contains(@href, '/wp-content/uploads/')]) > 2]"
                for name in _NAMES
            ),
            not_in=("related", "similar"),
            photo=r"/wp-content/uploads/.*\.(?:jpe?g|png|webp|avif)",
        ),
    ),
)
