"""Shops of static albums."""

from __future__ import annotations

from tests.scrapers.platforms.shops.shop import Shop, html


def jalbum(cdn: str, site: str) -> Shop:
    """Static albums: the thumbnail's folder beside the slide's. The list is a page of another make."""

    def album(n: int) -> str:
        return f"/2019_Ford_Focus_{n}"

    def link(n: int) -> str:
        return f"{album(n)}/2019_Ford_Focus_{n}.html"

    pages = {
        "/Inventory.html": html(
            "".join(
                f'<div class="car"><a href="{link(n)}"><img src="{album(n)}/folderthumb.jpg"></a></div>' for n in (1, 2)
            )
        )
    }
    for n in (1, 2):
        cells = "".join(
            f'<td><a href="slides/IMG_{n}{m}.jpg"><noscript><img src="thumbs/IMG_{n}{m}.jpg"></noscript>'
            f'<img src="res/blank.png" data-src="thumbs/IMG_{n}{m}.jpg"></a></td>'
            for m in (1, 2)
        )
        pages[link(n)] = html(
            f'<h1>2019 Ford Focus {n}</h1><div class="items"><table class="thumbs"><tr>{cells}</tr></table></div>'
        )
    photos = {n: [f"{site}{album(n)}/slides/IMG_{n}{m}.jpg" for m in (1, 2)] for n in (1, 2)}
    return Shop("jAlbum", "/Inventory.html", pages, photos, [link(1), link(2)], vins=False, prices=False)
