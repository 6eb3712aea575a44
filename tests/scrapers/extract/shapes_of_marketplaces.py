"""Vehicles' pages of marketplaces and hand-made sites, invented: ways to show photos that two rounds of shapes missed.

Each is a class of pages on which the rungs once failed: code in links, windows that open, sizes in folders, photos that
an image service refuses to send without a rule, state as Angular writes it.
"""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable

from tests.scrapers.extract.shapes_elsewhere import CDN, HOST, Made, several, whole

NUMBERS = range(1, 8)
UUIDS = [f"5d1b{n}a2e-7c1f-4e0b-9a51-0123456789ab" for n in NUMBERS]


def others(title: str, price: str, photo: str) -> str:
    """A rail of other vehicles."""
    cards = "".join(
        f'<div class="o"><a href="/ad/70{n}1"><img src="{photo.format(n=n)}"></a><h3>{title}</h3><p>{price}</p></div>'
        for n in range(1, 5)
    )
    return f"<section><h2>Similar ads</h2>{cards}</section>"


def code_in_links() -> Made:
    """The large one in what a link runs, written with capitals as well."""
    title, photos = "1965 Cobra Replica", several(f"{HOST}/galleria/963/963_p{{}}_l.jpg")
    links = "".join(
        f"""<a href="JavaScript:showPicture('/galleria/963/963_p{n}_l.jpg','{n}')"><img src="/galleria/963/963_p{n}_f.jpg"></a>"""
        for n in NUMBERS
    )
    return Made(
        f"{HOST}/1965-cobra-c-963.htm",
        whole(title, f"<h1>{title}</h1><h1>$48,995</h1><div>{links}</div>"),
        photos,
        title,
        48995,
    )


def links_that_run_something() -> Made:
    """What a click shows is not on the page."""
    title, photos = "1989 Benetton F1", several(f"{HOST}/galleria/713/713_p{{}}_f.jpg")
    links = "".join(
        f'<a href="JavaScript:showLarge({n})"><img width="480" src="/galleria/713/713_p{n}_f.jpg"></a>' for n in NUMBERS
    )
    return Made(
        f"{HOST}/1989-benetton-f1-c-713.htm",
        whole(title, f"<h1>{title}</h1><h2>$160,000</h2>{links}"),
        photos,
        title,
        160000,
    )


def windows_beside_the_page() -> Made:
    title, names = "1961 Chevrolet Corvette", ["front", "engine", "interior", "back"]
    cells = "".join(
        f"""<td><a href="window{n}.htm" onclick="window.open(this.href, '_blank', 'width=770'); return false;"><img src="{name}sm.jpg" width="121" alt="Click for large picture"></a></td>"""
        for n, name in enumerate(names)
    )
    body = f"<b>{title} For Sale</b><b>Asking Price: $49,950.00</b><table><tr>{cells}</tr></table>"
    folder = f"{HOST}/cars/for_sale/61_corvette"
    return Made(
        f"{folder}/61_corvette.html",
        whole(f"{title} For Sale", body),
        [f"{folder}/{name}sm.jpg" for name in names],
        title,
        49950,
    )


def one_picture_twice_in_its_box() -> Made:
    """Blurred behind itself; the large one in the box's own attribute, the small one once more in the page's head."""
    title, photos = "2020 Carthago Tourer", several(f"{CDN}/s/camper-17762379{{}}_big--2604.jpg")
    empty = "data:image/png;base64,iVBORw0KGgo="
    boxes = "".join(
        f'<div class="thumb" data-image-big="{photo}"><img src="{empty}" class="blur" data-src="{photo.replace("_big", "_common")}">'
        f'<img src="{empty}" data-src="{photo.replace("_big", "_common")}"></div>'
        for photo in photos
    )
    head = f'<div class="fixed-head"><div class="photo"><img src="{photos[0].replace("_big", "_common")}"></div></div>'
    hero = f'<div class="first"><div class="cover" style="background-image: url({photos[0]})"></div></div>'
    body = f'{head}<h1>{title}</h1><div class="photos">{hero}<div class="thumbs">{boxes}</div></div><p>€74,799</p>{others("Lyseo", "€64,100", CDN + "/s/o{n}.jpg")}'
    return Made(f"{HOST}/sale/campers/C-tourer--26041510015508", whole(title, body), photos, title, 74799)


def rules_that_a_service_needs() -> Made:
    title, service = "Peugeot 308 Allure", "https://img.larch.example/api/v1/ads/images/ab"
    photos = [f"{service}/{name}.jpg?rule=ad-large" for name in UUIDS]
    images = {f"urls{kind}": [f"{service}/{name}.jpg?rule=ad-{rule}" for name in UUIDS]
              for kind, rule in (("_thumb", "thumb"), ("", "image"), ("_large", "large"))}  # fmt: skip
    state = {"ad": {"list_id": 2512345678, "subject": title, "price": [14990], "images": images}}
    body = (
        f'<div class="gallery"><img src="{service}/{UUIDS[0]}.jpg?rule=ad-image"></div><h1>{title}</h1><p>14 990 €</p>'
    )
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    rail = others(title, "9 001 €", service + "/o{n}.jpg?rule=ad-small")
    return Made(f"{HOST}/ad/voitures/2512345678", whole(title, body + script + rail, lang="fr"), photos, title, 14990)


def names_beside_addresses() -> Made:
    """An image's name in its store looks like an address relative to the page."""
    title, store = "VW Golf Variant", "https://cache.birchcdn.example/mmo/7/771"
    photos = [f"{store}/567_{n}.jpg" for n in NUMBERS]
    images = [{"name": f"7/771/567_{n}.jpg", "mainImageUrl": f"{store}/567_{n}_hoved.jpg", "thumbnailImageUrl": f"{store}/567_{n}_thumb.jpg",
               "referenceImageUrl": f"{store}/567_{n}.jpg"} for n in NUMBERS]  # fmt: skip
    state = json.dumps({"advertDetails": {"id": "771234567", "advertImageList": {"advertImage": images}}})
    body = f'<div class="gallery"><img src="{store}/567_1_hoved.jpg"></div><h1>{title}</h1><p>€ 12.900</p><p>Kilometerstand 142.000 km</p><script type="application/json">{state}</script>'
    return Made(f"{HOST}/d/auto/vw-golf-variant-771234567/", whole(title, body, lang="de"), photos, title, 12900)


def folders_that_are_sizes() -> Made:
    """Japan counts in tens of thousands; /700/ and /100/ are two sizes of one photo."""
    title, photos = "トヨタ プリウス", several(f"{CDN}/700/0/70012345/J/00700123456730{{}}.jpg")
    slides = "".join(f'<div><img data-lazy="{photo}" src="/img/l.gif"></div>' for photo in photos)
    thumbs = "".join(f'<li><img src="{photo.replace("/700/0", "/100/0")}"></li>' for photo in photos)
    body = f'<div class="slick-slider">{slides}</div><ul class="thumbs">{thumbs}</ul><h1>{title}</h1><p>支払総額 <em>138.9</em>万円</p><p>車両本体価格 <em>128.0</em>万円</p><p>走行距離 5.2万km</p>'
    return Made(f"{HOST}/usedcar/spread/13/700123456730.html", whole(title, body, lang="ja"), photos, title, 1280000)


def widths_in_folders() -> Made:
    title, photos = "Volvo V60 D4", [f"{CDN}/dynamic/1600w/2024/5/{name}.jpg" for name in UUIDS]
    slides = "".join(
        f'<li><img srcset="{CDN}/dynamic/320w/2024/5/{name}.jpg 320w, {CDN}/dynamic/1600w/2024/5/{name}.jpg 1600w"></li>'
        for name in UUIDS
    )
    thumbs = "".join(f'<li><button><img src="{CDN}/dynamic/100x75c/2024/5/{name}.jpg"></button></li>' for name in UUIDS)
    body = f'<div class="gallery"><ul>{slides}</ul><ul>{thumbs}</ul></div><h1>{title}</h1><p>189 000 kr</p><p>Kilometerstand</p><p>145 000 km</p>'
    return Made(f"{HOST}/mobility/item/345678901", whole(title, body, lang="nb"), photos, title, 189000)


def sizes_behind_files() -> Made:
    title = "2020 Ford F-150 XLT"
    photos = [f"{CDN}/photos/import/{name}.jpg" for name in UUIDS]
    model = {"adBasicInfo": {"make": "Ford", "model": "F-150", "year": "2020", "stockNumber": "22-1234"},
             "hero": {"price": "38,995", "vin": "1HGCM82633A004352"},
             "gallery": {"items": [{"galleryUrl": f"{one}-1024x786", "thumbnailUrl": f"{one}-99x74", "type": "Photo"} for one in photos]}}  # fmt: skip
    body = f'<h1>{title}</h1><p>$38,995</p><div id="gallery"><img src="{photos[0]}-1024x786"></div><script>window["vdpModel"] = {json.dumps(model)};</script>'
    return Made(f"{HOST}/a/ford/f-150/toronto/5_58123456_2009/", whole(title, body), photos, title, 38995)


def variants_behind_ids() -> Made:
    title, service = "Ford Fiesta EcoBoost", "https://imagedelivery.net/ePR8PyKf84wPHx7_RYmEag"
    slides = "".join(f'<div class="carousel-item"><img data-src="{service}/{name}/86"></div>' for name in UUIDS)
    thumbs = "".join(f'<img src="{service}/{name}/78">' for name in UUIDS)
    body = f'<div class="carousel">{slides}</div><div class="thumbs">{thumbs}</div><h1>{title}</h1><h3>£6,495</h3>'
    return Made(
        f"{HOST}/p/ford/ford-fiesta/1472345678",
        whole(title, body),
        [f"{service}/{name}/86" for name in UUIDS],
        title,
        6495,
    )


def state_of_angular() -> Made:
    title, photos = "Mazda Axela 2016", several(f"{CDN}/photoserver/full/19876543{{}}.jpg")
    images = [{"value": {"thumbnail": one.replace("full", "thumb"), "fullSize": one}} for one in photos]
    text = json.dumps({"LISTING": {"listingId": 4567890123, "title": title, "note": "Tom & Ann's", "photos": images}})
    for letter, code in (("&", "a"), ('"', "q"), ("'", "s")):
        text = text.replace(letter, f"&{code};")
    body = f'<app-root><h1>{title}</h1><p>$14,990</p></app-root><script id="serverApp-state" type="application/json">{text}</script>'
    return Made(f"{HOST}/motors/cars/mazda/axela/listing/4567890123", whole(title, body), photos, title, 14990)


def packed_attribute() -> Made:
    title, photos = "2018 Mazda 6 Sport", several(f"{CDN}/m6/{{}}.jpg")
    text = base64.b64encode(json.dumps({"images": photos}).encode()).decode()
    return Made(
        f"{HOST}/used/2018-mazda-6-44120",
        whole(title, f'<div data-gallery="{text}"></div><h1>{title}</h1><p>£12,995</p>'),
        photos,
        title,
        12995,
    )


def second_argument() -> Made:
    title, photos = "2018 Mazda 6 Estate", several(f"{CDN}/m6e/{{}}.jpg")
    body = f'<h1>{title}</h1><p>£12,995</p><div id="g"></div><script>initGallery("#g", {json.dumps(photos)}, {{loop: true}});</script>'
    return Made(f"{HOST}/used/2018-mazda-6-44121", whole(title, body), photos, title, 12995)


def options_in_rel() -> Made:
    title, photos = "2011 Saab 9-5", several(f"{CDN}/saab/{{}}.jpg")
    links = "".join(
        f"""<a rel="{{gallery: 'g', smallimage: '{one.replace("saab", "saab/t")}', largeimage: '{one}'}}" href="#"><img src="{one.replace("saab", "saab/t")}"></a>"""
        for one in photos
    )
    return Made(
        f"{HOST}/used/2011-saab-9-5-771",
        whole(title, f"<div class='zoom'>{links}</div><h1>{title}</h1><p>£6,995</p>"),
        photos,
        title,
        6995,
    )


def interchange() -> Made:
    title, photos = "2013 Fiat Panda", several(f"{CDN}/panda/{{}}.jpg")
    images = "".join(
        f'<img data-interchange="[{one.replace("panda", "panda/t")}, small], [{one}, large]">' for one in photos
    )
    return Made(
        f"{HOST}/used/2013-fiat-panda-991",
        whole(title, f"<div class='slides'>{images}</div><h1>{title}</h1><p>£3,995</p>"),
        photos,
        title,
        3995,
    )


def components() -> Made:
    title, photos = "2016 Seat Leon FR", several(f"{CDN}/leon/{{}}.jpg")
    slides = "".join(
        f'<photo-slide image="{one}" thumbnail="{one.replace("leon", "leon/t")}"></photo-slide>' for one in photos
    )
    return Made(
        f"{HOST}/used/2016-seat-leon-5512",
        whole(title, f"<photo-slider>{slides}</photo-slider><h1>{title}</h1><p>£9,995</p>"),
        photos,
        title,
        9995,
    )


def many_shared_images() -> Made:
    """Scripts draw the gallery; its photos are in the head, for those who share the page."""
    title, photos = "2015 Volvo XC60", several(f"{CDN}/xc/{{}}.jpg")
    head = "".join(f'<meta property="og:image" content="{one}">' for one in photos)
    return Made(
        f"{HOST}/used/2015-volvo-xc60-6612",
        whole(title, f"<h1>{title}</h1><p>£14,995</p><p>81,000 miles</p>", head),
        photos,
        title,
        14995,
    )


def bound_attributes() -> Made:
    """Alpine: the photos in the attribute of a box, and what the picture shows is code."""
    title, photos = "2018 Renault Clio", several(f"{CDN}/clio/{{}}.jpg")
    state = "{ active: 0, images: " + str(photos) + " }"
    return Made(
        f"{HOST}/voitures/renault-clio-5521",
        whole(title, f'<div x-data="{state}"><img :src="images[active]"></div><h1>{title}</h1><p>€ 13.490,-</p>'),
        photos,
        title,
        13490,
    )


def snapshot() -> Made:
    """Livewire: each value beside its kind."""
    title, photos = "2018 Renault Clio", several(f"{CDN}/clio/{{}}.jpg")
    data = {"car": {"id": 5, "photos": [[{"url": one}, {"s": "arr"}] for one in photos]}}
    state = html.escape(json.dumps({"data": data, "memo": {"id": "x"}}))
    return Made(
        f"{HOST}/voitures/renault-clio-5521",
        whole(title, f'<div wire:snapshot="{state}"><h1>{title}</h1><img src="{photos[0]}"><p>€ 13.490,-</p></div>'),
        photos,
        title,
        13490,
    )


def properties_of_a_page() -> Made:
    """Inertia: the page's vehicle, and others under a key that says so, one photo each."""
    title, photos = "Renault Clio", several(f"{CDN}/clio/{{}}.jpg")
    car = {"id": 5, "brand": "Renault", "model": "Clio", "price": 13490, "images": [{"path": one} for one in photos]}
    other = {"id": 9, "brand": "Renault", "images": [{"path": f"{CDN}/megane/1.jpg"}]}
    state = html.escape(json.dumps({"component": "Cars/Show", "props": {"car": car, "similar": [other]}}))
    return Made(
        f"{HOST}/voitures/renault-clio-5521",
        whole(title, f'<div id="app" data-page="{state}"></div>'),
        photos,
        title,
        13490,
    )


MADE: dict[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        code_in_links, links_that_run_something, windows_beside_the_page, one_picture_twice_in_its_box, rules_that_a_service_needs,
        names_beside_addresses, folders_that_are_sizes, widths_in_folders, sizes_behind_files, variants_behind_ids, state_of_angular,
        packed_attribute, second_argument, options_in_rel, interchange, components, many_shared_images, bound_attributes,
        snapshot, properties_of_a_page,
    )
}  # fmt: skip
