"""jAlbum: static albums, one a vehicle; `thumbs/NAME.jpg` lead to `slides/NAME.jpg`.

Source of the shape: pages of the survey of 2014 and the folders that jAlbum's skins write.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Gallery

JALBUM = Platform(
    name="jAlbum",
    marks=(('href="slides/', "thumbs/"), ("jalbum", "slides/")),
    galleries=(
        Gallery(
            where=("//*[contains(@class, 'thumbs') or @id='thumbs' or contains(@class, 'items')]", "//body"),
            photo=r"/(?:slides|thumbs)/",
            enlarge=((r"/thumbs/(?=[^/]+$)", "/slides/"),),
        ),
    ),
)
