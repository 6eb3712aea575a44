"""Vehicles' pages whose photos are in a framework's own state, or where only part of the page has them in full."""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from typing import Any

from tests.scrapers.extract.shapes_elsewhere import CDN, HOST, Made, several, whole

TITLE, PRICE = "2020 Volvo V60 Momentum", 27950
WORDS = f"<h1>{TITLE}</h1><p>€ 27.950</p><p>68.122 km</p>"
PATH = f"{HOST}/occasions/volvo-v60-88213"
DIGESTS = [f"{n}f0a5a3{n}c7e4d1b" for n in range(1, 8)]


def made(body: str, photos: list[str], head: str = "") -> Made:
    return Made(PATH, whole(TITLE, WORDS + body, head), photos, TITLE, PRICE)


def placing(flat: list[Any], *, are_keys_placed: bool = False) -> Callable[[object], int]:
    """What puts a value into a flat list, whose objects and lists hold places in it, and answers its place."""

    def place(value: object) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(value, dict):
            flat[at] = {f"_{place(key)}" if are_keys_placed else key: place(child) for key, child in value.items()}
        else:
            flat[at] = [place(child) for child in value] if isinstance(value, list) else value
        return at

    return place


def nuxt_3_payload() -> Made:
    """A flat list in which objects and lists hold places; beside the vehicle, others of the site."""
    photos = several(f"{CDN}/n3/88213/{{}}.jpg")
    flat: list[Any] = []
    place = placing(flat)
    related = {"id": 9, "price": 9950, "images": [{"url": f"{CDN}/n3/9/1.jpg"}, {"url": f"{CDN}/n3/9/2.jpg"}]}
    vehicle = {"id": 88213, "brand": "Volvo", "price": PRICE, "images": [{"url": one, "alt": None} for one in photos]}
    flat.append(["ShallowReactive", 1])
    place({"data": {"vehicle-88213": vehicle, "related": [related]}, "serverRendered": True})
    state = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'
    return made(f'<div class="gallery"><img src="{photos[0]}"></div>{state}', photos)


def nuxt_2_function() -> Made:
    """What occurs often is an argument of a function."""
    photos = several(f"{CDN}/n2/{{}}.jpg")
    pictures = ",".join(f'{{id:{n},url:"{one}",main:{"b" if n else "c"}}}' for n, one in enumerate(photos))
    state = f"window.__NUXT__=(function(a,b,c){{e.x=a;return {{data:[{{vehicle:{{id:4412,price:{PRICE},year:a,pictures:[{pictures}]}}}}]}}}}(2020,false,true));"
    return made(f'<div class="gallery"><img src="{photos[0]}"></div><script>{state}</script>', photos)


def react_router_stream() -> Made:
    """Rows of one flat list, in scripts behind the page's end; similar vehicles come in a row of their own."""
    photos = several(f"{CDN}/rr/{{}}/public")
    flat: list[Any] = []
    place = placing(flat, are_keys_placed=True)

    def rows(start: int) -> str:
        return json.dumps(json.dumps(flat[start:]) + "\n")

    pictures = [{"src": one, "thumb": one.replace("public", "thumb")} for one in photos]
    place(
        {"loaderData": {"car": {"title": TITLE, "make": "Volvo", "model": "V60", "price": PRICE, "photos": pictures}}}
    )
    first, start = rows(0), len(flat)
    others = [{"src": f"{CDN}/rr/other{n}/public"} for n in range(3)]
    place({"similar": [{"make": "Fiat", "model": "500", "price": 9950, "photos": others}]})
    second = rows(start).replace('"[', '"P7:[', 1)
    call = "window.__reactRouterContext.streamController.enqueue({})".format
    scripts = "".join(f"<script>{call(one)}</script>" for one in (first, second))
    slides = "".join(f'<div class="slide"><img src="{one.replace("public", "thumb")}"></div>' for one in photos[:2])
    return made(f'<div class="gallery">{slides}</div></body></html><div hidden>{scripts}</div>', photos)


def astro_island() -> Made:
    photos = several(f"{CDN}/astro/{{}}.jpg")
    properties = {"images": [1, [[0, {"url": [0, one], "alt": [0, "V60"]}] for one in photos]], "loop": [0, True]}
    return made(f'<astro-island props="{html.escape(json.dumps(properties))}"></astro-island>', photos)


def declarative_shadow_root() -> Made:
    photos = several(f"{CDN}/shadow/{{}}.jpg")
    slides = "".join(f'<img src="{one}">' for one in photos)
    return made(
        f'<car-gallery><template shadowrootmode="open"><div class="slides">{slides}</div></template></car-gallery>',
        photos,
    )


def paths_whose_host_the_markup_has() -> Made:
    photos = several(f"{CDN}/pic3781/37812345_00{{}}.jpg")
    slides = "".join(f'<div class="swiper-slide"><img src="{one}?rh=696&cw=1160"></div>' for one in photos[:3])
    state = {"car": {"price": PRICE, "photos": [{"path": one.removeprefix(CDN), "code": "1"} for one in photos]}}
    return made(
        f'<div class="swiper">{slides}</div><script>window.__STATE__ = {json.dumps(state)}</script>',
        photos,
    )


def paths_whose_host_the_state_has() -> Made:
    photos = several(f"{CDN}/vehicles/5512/{{}}.jpg")
    vehicle = {"price": PRICE, "images": [{"path": one.removeprefix(f"{CDN}/")} for one in photos]}
    state = html.escape(json.dumps({"vehicle": vehicle, "imageBaseUrl": f"{CDN}/"}))
    return made(f'<div data-react-class="Show" data-react-props="{state}"></div>', photos)


def names_in_objects() -> Made:
    """Wix: the first few in markup, scaled; all of them as bare names."""
    names, store = [f"23d5a4_{one}~mv2.jpg" for one in DIGESTS], "https://static.wixstatic.com/media"
    slides = "".join(f'<img src="{store}/{one}/v1/fill/w_366,h_275/{one}">' for one in names[:3])
    state = {"gallery": {"items": [{"itemId": str(n), "mediaUrl": one} for n, one in enumerate(names)]}}
    return made(
        f'<div class="pro-gallery">{slides}</div><script type="application/json">{json.dumps(state)}</script>',
        [f"{store}/{one}" for one in names],
    )


def sizes_in_a_parameter_of_any_name() -> Made:
    photos = [f"{CDN}/bil/{one}.jpeg?class=S1600X1600" for one in DIGESTS]
    slides = "".join(f'<img src="{one.replace("1600", "320")}">' for one in photos)
    state = json.dumps({"media": photos})
    return made(f'<div class="gallery">{slides}</div><script type="application/json">{state}</script>', photos)


def sizes_in_a_letter() -> Made:
    photos = [f"{CDN}/U0004/U0004_00{n}L.JPG" for n in range(1, 8)]
    large = "".join(f'<li class="slide"><img src="{one}"></li>' for one in photos)
    small = "".join(f'<li class="thumb"><img src="{one.replace("L.JPG", "S.JPG")}"></li>' for one in photos)
    return made(f'<ul class="gallery">{large}</ul><ul class="thumbs">{small}</ul>', photos)


def lightbox_without_extension() -> Made:
    photos = [f"{CDN}/uploads/photo/image/77{n}/1920x1440/volvo-v60" for n in range(7)]
    links = "".join(
        f'<a class="fancybox" href="{one}"><img width="180" src="{one.replace("1920x1440", "180x120")}"></a>'
        for one in photos
    )
    form = '<a class="fancybox fancybox.iframe" href="/enquiry"><img src="/img/enquire-now.png"></a>'
    return made(f'<div class="photos">{links}</div>{form}', photos)


def image_handler_in_base64() -> Made:
    """Crop and size are in what is asked for; the largest comes first in markup, thumbnails after it."""

    def asked(name: str, width: int) -> str:
        request = {"bucket": "stock", "key": f"5512/{name}.jpg", "edits": {"resize": {"width": width}}}
        return f"{CDN}/{base64.b64encode(json.dumps(request).encode()).decode()}"

    large = [asked(one, 1600) for one in DIGESTS]
    slides = "".join(f'<img src="{one}" width="1600">' for one in large)
    thumbs = "".join(f'<img src="{asked(one, 200)}" width="200">' for one in DIGESTS)
    return made(f'<div class="gallery">{slides}</div><div class="gallery-thumbs">{thumbs}</div>', large)


def one_folder_for_all() -> Made:
    """A site's pictures beside the gallery lie where the gallery's do."""
    photos = [f"{HOST}/cdn/files/IMG_04{n}.jpg" for n in range(10, 18)]
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in photos)
    others = (
        '<section class="image-with-text"><img src="/cdn/files/showroom.jpg" width="1500"><p>Visit us</p></section>'
    )
    others += '<div class="columns"><img src="/cdn/files/boss.jpg" width="800"><p>Mr Birch</p></div>'
    return made(f'<div class="gallery">{slides}</div>{others}', photos)


def readers_comments() -> Made:
    photos = several(f"{HOST}/wp-content/uploads/2024/05/v60_{{}}.jpg")
    slides = "".join(f'<a href="{one}"><img src="{one}"></a>' for one in photos)
    comments = "".join(
        f'<div class="comment"><p>Lovely</p><a href="/wp-content/uploads/2024/05/reader_{n}.jpg"><img src="/wp-content/uploads/2024/05/reader_{n}.jpg"></a></div>'
        for n in range(3)
    )
    return made(f'<div class="gallery">{slides}</div><div class="comments-area">{comments}</div>', photos)


def strip_of_thumbnails() -> Made:
    """Apart from the large ones, in folders whose words are the site's own."""
    photos = [f"{CDN}/grandes/88213/{one}.jpg" for one in DIGESTS]
    large = "".join(f'<div class="slide"><img src="{one}"></div>' for one in photos)
    small = "".join(f'<img src="{one.replace("grandes", "vignettes")}">' for one in photos)
    return made(f'<div class="gallery">{large}</div><div class="strip">{small}</div>', photos)


def strip_of_thumbnails_in_runs() -> Made:
    """Nothing in their addresses says that it is a size."""
    photos = [f"{CDN}/{one}_kappa.jpg" for one in DIGESTS]
    large = "".join(f'<div class="slide"><img width="900" src="{one}"></div>' for one in photos)
    small = "".join(f'<img width="90" src="{one.replace("kappa", "iota")}">' for one in photos)
    return made(f'<div class="gallery">{large}</div><div class="gallery-strip">{small}</div>', photos)


def several_photos_a_day() -> Made:
    """A day's number stands in as many addresses as it has photos."""
    photos = [f"{CDN}/p/{day}_{n}.jpg" for day in (20240101, 20240102, 20240103, 20240104) for n in (1, 2)]
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in photos)
    return made(f'<div class="gallery">{slides}</div>', photos)


def tabs_in_folders() -> Made:
    """Each tab's photos lie in a folder of their own below the vehicle's number, in boxes of no telling name."""
    photos = [f"{CDN}/vehicles/88213/{tab}/{n}.jpg" for tab in ("outside", "inside", "boot") for n in range(1, 5)]
    slides = "".join(f'<div class="box"><img src="{one}"></div>' for one in photos)
    return made(slides, photos)


def seller_beside_the_photos() -> Made:
    photos = [f"{HOST}/uploads/{one}.jpg" for one in DIGESTS]
    slides = "".join(f'<div class="photo"><img src="{one}"></div>' for one in photos)
    seller = '<div class="seller-card"><img src="/uploads/9a8b7c6d5e4f.jpg"></div>'
    return made(f'<div class="photos">{slides}</div>{seller}', photos)


def large_ones_of_paragraphs() -> Made:
    photos = [f"{CDN}/oglasi/{one}.jpg" for one in DIGESTS]
    slides = "".join(f'<p data-src="{one}"><img src="{one.replace(".jpg", "_160.jpg")}"></p>' for one in photos)
    return made(f'<div class="lightgallery">{slides}</div>', photos)


def large_ones_in_json_ld_alone() -> Made:
    photos = [f"{CDN}/media/{one}.jpg" for one in DIGESTS]
    slides = "".join(f'<img src="{one.replace(".jpg", "_thumbnail.jpg")}">' for one in photos)
    data = {"@type": "Car", "name": TITLE, "image": photos, "offers": {"price": PRICE}}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return made(f'<div class="gallery">{slides}</div>', photos, head)


def sizes_that_are_proven() -> Made:
    """Who changes the size of such an address is refused."""
    photos = [f"{CDN}/stock/{one}.jpg?w=1200&hash=0A1B{one}" for one in DIGESTS]
    large = "".join(f'<img src="{one}">' for one in photos)
    small = "".join(f'<img src="{CDN}/stock/{one}.jpg?w=120&hash=9C8D{one}">' for one in DIGESTS)
    return made(f'<div class="gallery">{large}</div><div class="gallery-thumbs">{small}</div>', photos)


def folders_of_a_word_and_a_number() -> Made:
    """A folder a photo, whose file is named by its size."""
    photos = [f"{CDN}/3fa85f64-5717-4562-b3fc-2c963f66afa6/a1b2c3d4_115814972{n}/2048.jpg" for n in range(7)]
    slides = "".join(
        f'<a href="{one.replace("2048", "1024")}" data-big="{one}"><img src="{one.replace("2048", "320")}"></a>'
        for one in photos
    )
    return made(f'<div class="gallery">{slides}</div>', photos)


def lazy_by_its_original() -> Made:
    photos = [f"{CDN}/77/{one}?rule=large" for one in DIGESTS]
    slides = "".join(f'<img class="lazy" src="/img/blank.gif" data-original="{one}">' for one in photos)
    return made(f'<div class="gallery">{slides}</div>', photos)


def letters_glued_to_numbers() -> Made:
    photos = [f"{CDN}/photos/auto/volkswagen_passat__54096764{n}f.jpg" for n in range(7)]
    large = "".join(f'<div class="photo"><img src="{one}"></div>' for one in photos)
    small = "".join(f'<a href="#"><img src="{one.replace("f.jpg", "s.jpg")}"></a>' for one in photos)
    return made(f'<div class="carousel">{large}</div><div class="photo-strip">{small}</div>', photos)


MADE: dict[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        nuxt_3_payload, nuxt_2_function, react_router_stream, astro_island, declarative_shadow_root,
        paths_whose_host_the_markup_has,
        paths_whose_host_the_state_has, names_in_objects, sizes_in_a_parameter_of_any_name, sizes_in_a_letter,
        lightbox_without_extension, image_handler_in_base64, one_folder_for_all, readers_comments,
        strip_of_thumbnails, strip_of_thumbnails_in_runs, several_photos_a_day, tabs_in_folders,
        seller_beside_the_photos, large_ones_of_paragraphs, large_ones_in_json_ld_alone, sizes_that_are_proven,
        folders_of_a_word_and_a_number, lazy_by_its_original, letters_glued_to_numbers,
    )
}  # fmt: skip
