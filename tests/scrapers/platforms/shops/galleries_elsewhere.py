"""Shops of other platforms, whose photos are in a container of the markup."""

from __future__ import annotations

import json

from tests.scrapers.platforms.shops.shop import TITLE, Shop, both, html, other, price, rail, vin


def autorevo(cdn: str, site: str) -> Shop:
    """A photo's folder ends with the vehicle's number, and its name with the size."""

    def photo(n: int, m: int, size: str = "large") -> str:
        return f"{cdn}img.autorevo.com/2019-ford-focus-oakville-505982{n}/75395{n}-{m}-{size}.jpg"

    def link(n: int) -> str:
        return f"/2019-Ford-Focus-Oakville/505982{n}"

    def card(n: int) -> str:
        shown = f'<img src="{photo(n, 1, "thumb")}">'
        return f'<div class="inventoryListItem"><a href="{link(n)}"><h1>{TITLE}</h1></a>{shown}</div>'

    pages = {
        "/vehicles": html(
            card(1) + '<div id="searchPagingPanel"><a href="/vehicles?SearchString=&amp;Page=2">Next</a></div>'
        ),
        "/vehicles?SearchString=&Page=2": html(card(2)),
    }
    for n in (1, 2):
        panel = "".join(f'<a href="javascript:void(0)"><img src="{photo(n, m)}"></a>' for m in (1, 2))
        pages[link(n)] = html(
            f'<h1>{TITLE}</h1><div id="photoViewer"><img src="{photo(n, 1, "medium")}"></div>'
            f'<div id="photosPanel">{panel}</div>'
            f'<div id="similar"><a href="{link(other(n))}"><img src="{photo(other(n), 1, "thumb")}"></a></div>'
        )
    return Shop("AutoRevo", "/vehicles", pages, both(photo), [link(1), link(2)],
                "/vehicles?SearchString=&Page=2", vins=False, prices=False)  # fmt: skip


def click_dealer(cdn: str, site: str) -> Shop:
    """Lazy photos in the folder of the vehicle's number; other stock in a carousel on the same host."""

    def photo(n: int, m: int, size: str = "large1") -> str:
        return f"{cdn}images.clickdealer.co.uk/vehicles/7475/747555{n}/{size}/18083758{m}.jpg"

    def link(n: int) -> str:
        return f"/used-ford-focus-oakville-747555{n}"

    def card(n: int) -> str:
        shown = f'<img data-src="{photo(n, 1, "full")}" src="/placeholder.svg">'
        return f'<div class="landing-listing"><a href="{link(n)}">{shown}</a></div>'

    pages = {
        "/used-cars": html(card(1) + '<a href="/used-cars/2" class="select-pagination__next">Next</a>'),
        "/used-cars/2": html(card(2)),
    }
    for n in (1, 2):
        slides = "".join(
            f'<a class="rsImg" data-rsBigImg="{photo(n, m)}" href="{photo(n, m)}">'
            f'<img class="rsTmb lazy" width="96" data-src="{photo(n, m, "96x72")}" src="/placeholder.svg"></a>'
            for m in (1, 2)
        )
        pages[link(n)] = html(
            f'<h1>{TITLE}</h1><div id="gallery-2" class="royalSlider">{slides}</div>'
            f'<ul class="carousel"><li><a href="{link(other(n))}">'
            f'<img data-src="{photo(other(n), 1, "344x258")}"></a></li></ul>'
        )
    return Shop("Click Dealer", "/used-cars", pages, both(photo), [link(1), link(2)],
                "/used-cars/2", vins=False, prices=False)  # fmt: skip


def modix(cdn: str, site: str) -> Shop:
    """Cars of a list in JSON-LD alone; a picture has many renditions, of which `data-src` is the largest."""

    def photo(n: int, m: int, token: str = "3FAdVwEMPE") -> str:
        return f"/picserver1/userdata/47/11307/{token}/xxl_kfz328658{n}_pos_0{m}.jpg"

    def link(n: int) -> str:
        return f"/en/vehicle_search/ford/focus/ford-focus-titanium-r7ec4d{n}"

    def listed(n: int) -> str:
        car = {"@type": "Car", "sku": f"R7EC4D{n}", "name": TITLE, "url": site + link(n)}
        data = {
            "@type": "WebPage",
            "mainEntity": {"@type": "WebPageElement", "offers": {"@type": "Offer", "itemOffered": [car]}},
        }
        return html(f"<script type='application/ld+json'>{json.dumps(data)}</script><p>{n}-{n} of 2 results</p>", mark)

    mark = '<meta name="Generator" content="Modix CMS - https://www.modix.eu">'
    pages = {"/en/vehicle_search/all": listed(1), "/en/vehicle_search/all/page2": listed(2)}
    for n in (1, 2):
        pictures = "".join(
            f'<picture><source data-srcset="{photo(n, m, "UihQ")} 1x, {photo(n, m, "UihR")} 2x">'
            f'<img src="data:image/gif;base64,AAAA" data-src="{photo(n, m)}"></picture>'
            for m in (1, 2)
        )
        facts = {
            "VIN_STR": vin(n),
            "LEGACY_CHIFFRE_STR": f"R7EC4D{n}",
            "SUB_MODEL_TEXT_STR": TITLE,
            "PRICE_RETAIL_CUR_FLT": price(n),
            "PRICE_RETAIL_CUR_UNIT_STR": "GBP",
            "MILEAGE_MIL": "61490,mi",
        }
        pages[link(n)] = html(
            f"<script>window.car = JSON.parse('{json.dumps(facts)}');</script>"
            f"<div data-js-mdx-media-gallery>{pictures}</div>"
            f'<div class="similar"><a href="{link(other(n))}"><img data-src="{photo(other(n), 1)}"></a></div>',
            mark,
        )
    return Shop("Modix", "/en/vehicle_search/all", pages, {n: [site + photo(n, 1), site + photo(n, 2)] for n in (1, 2)},
                [link(1), link(2)], "/en/vehicle_search/all/page2", 2, stocks={1: "R7EC4D1", 2: "R7EC4D2"})  # fmt: skip


def wordpress(cdn: str, site: str) -> Shop:
    """Thumbnails that link to the original; og:image is somebody else's picture."""

    def photo(n: int, m: int, size: str = "") -> str:
        return f"/wp-content/uploads/2014/05/wm-227{n}{m}{size}.jpg"

    def link(n: int) -> str:
        return f"/inventory/2019-ford-focus-titanium-{n}/"

    head = '<meta name="generator" content="WordPress 6.5"><meta property="og:image" content="https://spam.example/z/6099.jpg">'

    def card(n: int) -> str:
        return f'<div class="car-cont"><a href="{link(n)}"><img src="{photo(n, 1, "-300x200")}">{TITLE}</a></div>'

    pages = {
        "/inventory/": html(card(1) + '<a class="next page-numbers" href="/inventory/page/2/">Next</a>', head),
        "/inventory/page/2/": html(card(2), head),
    }
    for n in (1, 2):
        thumbs = "".join(
            f'<li><a rel="lightbox" href="{photo(n, m)}" '
            f'style="background-image:url({photo(n, m, "-300x200")})"></a></li>'
            for m in (1, 2, 3)
        )
        pages[link(n)] = html(
            f'<h1>{TITLE}</h1><ul class="image-gallery">{thumbs}</ul>'
            f"{rail(link(other(n)), photo(other(n), 1, '-300x200'), name='related-gallery')}",
            head,
        )
    photos = {n: [site + photo(n, m) for m in (1, 2, 3)] for n in (1, 2)}
    return Shop(
        "WordPress", "/inventory/", pages, photos, [link(1), link(2)], "/inventory/page/2/",
        vins=False, prices=False, tags=[None, None, None],
    )  # fmt: skip
