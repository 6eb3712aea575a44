"""Pages as dealers' sites are made, invented from the documented shapes of themes and plugins: no page is a site's own.

Each function gives a whole page with its own furniture (menu, logo, promo banners, a rail of other cars, a footer), so
that what must be left out is there to be taken.
"""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import html
import json
from collections.abc import Callable

HOST = "https://elm.example"
CDN = "https://cdn.elmphotos.example"
VIN = "1HGCM82633A004352"  # the check digit is right
URL = f"{HOST}/used-cars/2016-honda-accord-ex-l-48213"
TITLE = "2016 Honda Accord EX-L"
COUNT = 6


def page(body: str, *, rail: str = "", head: str = "") -> str:
    """A page with the furniture that most have."""
    return f"""<!doctype html><html><head><title>{TITLE} for sale | Elm Motors</title>{head}</head><body class="relative">
    <header><a href="/"><img src="/assets/elm-logo.png" alt="Elm Motors"></a>
      <nav><ul><li><a href="/used-cars">Used cars</a></li><li><a href="/finance">Finance</a></li>
        <li><a href="/used-cars/make/honda">Honda (12)</a></li><li><a href="/blog/best-sedans-of-2019">Blog</a></li></ul></nav>
    </header>
    {body}{rail}
    <section class="promo"><a href="/finance"><img src="/banners/zero-percent.jpg" width="900"></a>
      <img src="/banners/warranty.jpg" alt="Five year warranty"></section>
    <footer><div class="slider"><img src="/brands/honda.png"><img src="/brands/ford.png"><img src="/brands/audi.png">
      <img src="/brands/kia.png"><img src="/brands/bmw.png"><img src="/brands/vw.png"><img src="/brands/fiat.png"></div></footer>
    </body></html>"""


FACTS = f"""<h1>{TITLE}</h1><p class="price">$14,995</p><p>or $249 per month</p>
    <table><tr><th>VIN</th><td>{VIN}</td></tr><tr><th>Stock #</th><td>48213</td></tr>
    <tr><th>Mileage</th><td>61,204 miles</td></tr></table>"""


def rail(cards: int = 4, heading: str = "Similar vehicles", photo: str = "/inventory/{}/thumb/1.jpg") -> str:
    """Other cars at the foot of a page, their photos made as this one's are."""
    boxes = "".join(
        f'<div class="x1"><a href="/used-cars/2015-ford-focus-{5000 + n}"><img src="{photo.format(5000 + n)}"></a>'
        f"<h4>2015 Ford Focus</h4><span>$9,{n}95</span></div>"
        for n in range(1, cards + 1)
    )
    return f'<div class="q7"><h3>{heading}</h3><div class="row">{boxes}</div></div>'


def numbers(pattern: str) -> list[str]:
    """The pattern for each photo."""
    return [pattern.format(n) for n in range(1, COUNT + 1)]


def woocommerce() -> tuple[str, list[str]]:
    slides = "".join(
        f'<div data-thumb="/wp-content/uploads/2024/05/{n}-100x100.jpg" class="woocommerce-product-gallery__image">'
        f'<a href="{HOST}/wp-content/uploads/2024/05/{n}.jpg"><img src="/wp-content/uploads/2024/05/{n}-600x450.jpg" '
        f'data-large_image="{HOST}/wp-content/uploads/2024/05/{n}.jpg"></a></div>'
        for n in numbers("IMG_20{}")
    )
    related = (
        '<section class="related products"><h2>Related products</h2><ul class="products">'
        + "".join(
            f'<li class="product"><a href="/product/ford-focus-{n}"><img src="/wp-content/uploads/2024/05/other{n}-300x300.jpg">'
            f"<h2>Ford Focus</h2><span>$9,00{n}</span></a></li>"
            for n in range(4)
        )
        + "</ul></section>"
    )
    body = f'<div class="product"><div class="woocommerce-product-gallery">{slides}</div>{FACTS}</div>'
    return page(body, rail=related), numbers(f"{HOST}/wp-content/uploads/2024/05/IMG_20{{}}.jpg")


def plain_images() -> tuple[str, list[str]]:
    body = f"<center>{FACTS}" + "<br><br>".join(
        f'<img src="{one}" border="0">' for one in numbers("/cars/48213/dsc{}.JPG")
    )
    return page(body + "</center>", rail=rail(photo="/cars/{}/dsc1.JPG")), numbers(f"{HOST}/cars/48213/dsc{{}}.JPG")


def thumbnail_table() -> tuple[str, list[str]]:
    cells = "".join(
        f'<td><a href="pics/{n}.jpg"><img src="pics/{n}_small.jpg" width="90"></a></td>' for n in numbers("P100{}")
    )
    return page(f"<table><tr>{cells}</tr></table>{FACTS}"), numbers(f"{HOST}/used-cars/pics/P100{{}}.jpg")


def lazy_carousel_under_hashed_classes() -> tuple[str, list[str]]:
    slides = "".join(
        f'<div class="css-1x{n}"><img class="sc-bdf" src="data:image/gif;base64,R0lGOD" data-flickity-lazyload="{one}"></div>'
        for n, one in enumerate(numbers(f"{CDN}/v/48213/{{}}.webp"))
    )
    body = f'<main><div class="css-9ab"><div class="css-77">{slides}</div></div>{FACTS}</main>'
    return page(body, rail=rail(photo=CDN + "/v/{}/1.webp")), numbers(f"{CDN}/v/48213/{{}}.webp")


def numbered_without_extension() -> tuple[str, list[str]]:
    names = [
        "azqlv9zjapur7j0n",
        "u6gxk42jf5u6fsha",
        "o76puiv40gfon5a9",
        "iml93xxsehq77nbo",
        "6mro8qn64c6rl0yf",
        "2s9c0jvyrkyqhx57",
    ]
    slides = "".join(f'<li><img src="{CDN}/{name}" alt="{TITLE} photo"></li>' for name in names)
    others = "".join(
        f'<li><a href="/used-cars/2014-kia-rio-{n}222"><img src="{CDN}/b{n}zqlv9zjapur7j0n" alt="2014 Kia Rio"><b>$7,{n}00</b></a></li>'
        for n in range(3, 9)
    )
    return page(f"<ul>{slides}</ul>{FACTS}", rail=f"<ul>{others}</ul>"), [f"{CDN}/{name}" for name in names]


def image_servlet() -> tuple[str, list[str]]:
    slides = "".join(f'<img src="/GetImage.ashx?id={n}&w=400">' for n in numbers("77{}"))
    return page(f'<div id="pics">{slides}</div>{FACTS}'), numbers(f"{HOST}/GetImage.ashx?id=77{{}}")


def vue_attribute() -> tuple[str, list[str]]:
    photos = html.escape(json.dumps([{"src": one, "thumb": one + "?w=90"} for one in numbers(f"{CDN}/p/{{}}.jpg")]))
    return page(f'<photo-viewer :images="{photos}"></photo-viewer>{FACTS}', rail=rail()), numbers(f"{CDN}/p/{{}}.jpg")


def alpine_attribute() -> tuple[str, list[str]]:
    photos = ", ".join(f"'{one}'" for one in numbers("/storage/48213/{}.jpg"))
    return page(f'<div x-data="{{ open: false, photos: [{photos},] }}"></div>{FACTS}', rail=rail()), numbers(
        f"{HOST}/storage/48213/{{}}.jpg"
    )


def addresses_parted_by_commas() -> tuple[str, list[str]]:
    body = f'<div class="viewer" data-images="{",".join(numbers("/storage/48213/{}.jpg"))}"></div>{FACTS}'
    return page(body, rail=rail()), numbers(f"{HOST}/storage/48213/{{}}.jpg")


def script_array() -> tuple[str, list[str]]:
    rows = ",\n".join(f"{{img: '/pix/{n}.jpg', thumb: '/pix/{n}_tn.jpg', caption: ''}}" for n in numbers("a{}"))
    script = f"<script>var slides = [\n{rows},\n]; $('#g').show(slides);</script>"
    return page(f'<div id="g"></div>{FACTS}{script}', rail=rail()), numbers(f"{HOST}/pix/a{{}}.jpg")


def server_components() -> tuple[str, list[str]]:
    props = {
        "car": {"vin": VIN, "stockNumber": "48213", "photos": [{"url": one} for one in numbers(f"{CDN}/c/{{}}.jpg")]}
    }
    others = {"similar": [{"vin": f"2HGCM82633A00435{n}", "photos": [{"url": f"{CDN}/c/x{n}.jpg"}]} for n in range(3)]}
    flight = f'1:["$","$L2",null,{json.dumps(props)}]\n3:["$","$L4",null,{json.dumps(others)}]\n'
    half = len(flight) // 2
    pushes = "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in (flight[:half], flight[half:])
    )
    return page(f'<main><img src="{CDN}/c/1.jpg"></main>{FACTS}{pushes}'), numbers(f"{CDN}/c/{{}}.jpg")


def carousel_with_all_in_state() -> tuple[str, list[str]]:
    """Two of the photos are in the markup; the state, serialized twice, has them all, beside those of other cars."""
    state = {"gallery": {"items": [{"href": one} for one in numbers(f"{CDN}/i/{{}}.jpg")]},
             "recommendations": [{"image": f"{CDN}/i/r{n}.jpg"} for n in range(8)]}  # fmt: skip
    script = f"<script>window.__DATA__ = {json.dumps(json.dumps(state))}</script>"
    shown = "".join(f'<img src="{one}">' for one in numbers(f"{CDN}/i/{{}}.jpg")[:2])
    return page(f'<div class="gallery">{shown}</div>{FACTS}{script}', rail=rail()), numbers(f"{CDN}/i/{{}}.jpg")


def json_ld_alone() -> tuple[str, list[str]]:
    data = {"@context": "https://schema.org", "@type": "Car", "name": TITLE, "vehicleIdentificationNumber": VIN,
            "image": [{"@type": "ImageObject", "contentUrl": one} for one in numbers(f"{CDN}/ld/{{}}.jpg")]}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return page(f'<div id="app"></div>{FACTS}', head=head, rail=rail()), numbers(f"{CDN}/ld/{{}}.jpg")


def noscript_gallery() -> tuple[str, list[str]]:
    slides = "".join(
        f'<div class="slide"><noscript><img src="{one}"></noscript></div>' for one in numbers("/v/48213-{}.jpg")
    )
    return page(f'<div class="slides">{slides}</div>{FACTS}', rail=rail(photo="/v/{}-1.jpg")), numbers(
        f"{HOST}/v/48213-{{}}.jpg"
    )


def backgrounds() -> tuple[str, list[str]]:
    slides = "".join(f'<div class="swiper-slide" data-background="{one}"></div>' for one in numbers("/u/48213/{}.jpg"))
    return page(f'<div class="swiper">{slides}</div>{FACTS}', rail=rail()), numbers(f"{HOST}/u/48213/{{}}.jpg")


def whole_page_in_a_form() -> tuple[str, list[str]]:
    thumbs = "".join(
        f'<span><img id="t{n}" src="/TN/48213/{n}.jpg" onclick="javascript:swap(\'/Full/48213/{n}.jpg\')"></span>'
        for n in range(1, COUNT + 1)
    )
    body = f'<form id="aspnetForm" action="./">{FACTS}<div>{thumbs}</div></form>'
    return page(body, rail=rail(photo="/TN/{}/1.jpg")), numbers(f"{HOST}/Full/48213/{{}}.jpg")


def viewer_pages() -> tuple[str, list[str]]:
    """Each thumbnail leads to a page of its own that shows the photo."""
    thumbs = "".join(f'<a href="slides/{n}.html"><img src="thumbs/{n}.jpg"></a>' for n in numbers("DSC{}"))
    return page(f"{FACTS}{thumbs}"), numbers(f"{HOST}/used-cars/thumbs/DSC{{}}.jpg")


def photos_below_the_vehicles_page() -> tuple[str, list[str]]:
    thumbs = "".join(f'<a href="{URL}/photos/{n}"><img src="/m/48213/{n}.jpg"></a>' for n in range(1, COUNT + 1))
    return page(f"<div>{thumbs}</div>{FACTS}", rail=rail()), numbers(f"{HOST}/m/48213/{{}}.jpg")


def others_without_links() -> tuple[str, list[str]]:
    boxes = "".join(
        f'<article class="card-vehicle"><img src="/fotos/{n}00.jpg"><h3>Ford Ka</h3><p>R$ 49.{n}00,00</p></article>'
        for n in range(1, 9)
    )
    body = (
        f'<section class="galeria">{"".join(f"<img src={one!r}>" for one in numbers("/fotos/{}.jpg"))}</section>{FACTS}'
    )
    return page(body, rail=f"<section>{boxes}</section>"), numbers(f"{HOST}/fotos/{{}}.jpg")


def one_filler_for_all() -> tuple[str, list[str]]:
    """What every slide shows until it is loaded does not make them one photo."""
    slides = "".join(f'<img src="/img/wait.jpg" data-src="{one}">' for one in numbers("/g/48213/{}.jpg"))
    return page(f'<div class="gallery">{slides}</div>{FACTS}'), numbers(f"{HOST}/g/48213/{{}}.jpg")


SHAPES: dict[str, Callable[[], tuple[str, list[str]]]] = {
    shape.__name__: shape
    for shape in (
        woocommerce, plain_images, thumbnail_table, lazy_carousel_under_hashed_classes, numbered_without_extension,
        image_servlet, vue_attribute, alpine_attribute, addresses_parted_by_commas, script_array, server_components,
        carousel_with_all_in_state, json_ld_alone, noscript_gallery, backgrounds, whole_page_in_a_form, viewer_pages,
        photos_below_the_vehicles_page, others_without_links, one_filler_for_all,
    )
}  # fmt: skip
