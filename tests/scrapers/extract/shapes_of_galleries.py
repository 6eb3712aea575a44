"""Vehicles' pages, invented, whose galleries stand beside what is like them: badges, banners, people, fillers.

Each function gives a page of a make of its own; see `shapes_elsewhere`.
"""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

from tests.scrapers.extract.shapes_elsewhere import CDN, HOST, Made, several, whole

UPLOADS = f"{HOST}/wp-content/uploads"
DIGESTS = [f"{n}f3a{n}ce77b04d{n}1a2c508f96be31d{n}40a7c5e1b0d294"[:40] for n in range(1, 8)]


def slides_until_loaded() -> Made:
    """Three sizes of each photo, and one image that all show until they are loaded."""
    title = "2022 Jeep Compass Longitude"
    photos = [f"{CDN}/FC/6738/6738412_{n}_G_{digest[:10]}.jpeg" for n, digest in enumerate(DIGESTS)]
    slides = "".join(
        f'<div class="item"><a href="{one}" data-fancybox="g" data-thumb="{one.replace("_G_", "_P_")}"><img src="/img/wait.gif" data-src="{one.replace("_G_", "_M_")}"></a></div>'
        for one in photos
    )
    return Made(f"{HOST}/carros/Jeep-Compass-6738412.html", whole(title, f"<h1>{title}</h1><div class='owl-carousel'>{slides}</div><p>R$ 134.900</p>"), photos, title, 134900)  # fmt: skip


def sent_by_whatsapp() -> Made:
    title = "Toyota Land Cruiser GXR 2020"
    photos = [f"{UPLOADS}/2022/11/WhatsApp-Image-2022-11-07-at-4.1{n}.31-PM.jpeg" for n in range(7)]
    slides = "".join(f'<a href="{one}" rel="gallery"><img src="{one.replace(".jpeg", "-798x466.jpeg")}"></a>' for one in photos)  # fmt: skip
    icon = f'<a href="https://wa.me/97150"><img src="{UPLOADS}/2021/02/whatsapp.png"></a>'
    return Made(f"{HOST}/listings/toyota-land-cruiser/", whole(title, f"<h1>{title}</h1><div class='car-gallery'>{slides}</div>{icon}<p>AED 184,000</p>"), photos, title, 184000)  # fmt: skip


def folders_of_digits_and_letters() -> Made:
    """Each photo below a folder of its own, in sizes that have a letter before them."""
    title = "Nissan Patrol V8 Platinum"
    photos = [f"{CDN}/images/{digest[:6]}/w_1300x760/al-noor/{digest}.jpeg" for digest in DIGESTS]
    slides = "".join(f'<li class="slide"><a href="{one}" data-fslightbox="g"><img src="{one.replace("w_1300x760", "w_650x380")}"></a></li>' for one in photos)  # fmt: skip
    strip = "".join(f'<li><img src="{one.replace("w_1300x760", "r_150x100")}" width="75"></li>' for one in photos)
    return Made(f"{HOST}/2020-nissan-patrol-718264.html", whole(title, f"<h1>{title}</h1><section id='item-gallery'><ul>{slides}</ul><ul>{strip}</ul></section><p>AED 152,000</p>"), photos, title, 152000)  # fmt: skip


def one_text_in_state() -> Made:
    """The first four in the markup, all of them in a text with bars."""
    title, photos = "2021 Honda Accord Sport", several(f"{CDN}/2003421/2187654/large/{{}}.jpg", 12)
    shown = "".join(f'<div class="carousel-item"><img src="{one}"></div>' for one in photos[:4])
    state = {"vin": "1HGCV1F38MA056128", "make": "Honda", "model": "Accord", "trim": "Sport", "year": 2021, "imageUrls": "|".join(photos)}  # fmt: skip
    return Made(f"{HOST}/used/2021-honda-accord-hm1204p", whole(title, f"<h1>{title}</h1><div class='carousel'>{shown}</div><p>$23,888</p><script>window.details = {json.dumps(state)};</script>"), photos, title, 23888)  # fmt: skip


def srcset_in_state() -> Made:
    """Addresses without an extension, whose sizes are asked for by a rule; the seller's logo is asked for as well."""
    title, photos = "BMW X1 sDrive 18d", [f"{CDN}/api/v1/images/{digest[:2]}/{digest}?rule=mo-1600.jpg" for digest in DIGESTS]  # fmt: skip
    sizes = [", ".join(f"{one.replace('1600', str(width))} {width}w" for width in (240, 640, 1600)) for one in photos]
    entries = [{"alt": title, "src": one.replace("1600", "640"), "srcSet": size} for one, size in zip(photos, sizes, strict=True)]  # fmt: skip
    state = {
        "ad": {"id": 396214778, "title": title, "make": "BMW", "model": "X1", "price": 17990, "galleryImages": entries}
    }
    shown = "".join(f'<div class="slide"><img src="{one["src"]}" srcset="{one["srcSet"]}"></div>' for one in entries[:3])  # fmt: skip
    seller = f'<section id="seller"><img src="{CDN}/api/v1/images/d2/d2b06c1051a24c2f9a355fe7?rule=mo-dealer-logo.png"></section>'
    return Made(f"{HOST}/details.html?id=396214778", whole(title, f"<h1>{title}</h1><div class='gallery'>{shown}</div>{seller}<p>17.990 €</p><script>window.__STATE__ = {json.dumps(state)};</script>"), photos, title, 17990)  # fmt: skip


def a_class_of_the_whole_page() -> Made:
    """WordPress says of the whole page that it has a thumbnail; badges are uploaded as photos are."""
    title, photos = "Seat León FR 1.5 TSI", several(f"{UPLOADS}/2024/02/seat-leon-blanco-{{}}.jpg", 9)
    tiles = "".join(f'<a class="e-gallery-item" href="{one}"><div class="e-gallery-image" data-thumbnail="{one.replace(".jpg", "-768x576.jpg")}"></div></a>' for one in photos[1:])  # fmt: skip
    hero = f'<div class="product-gallery"><a href="{photos[0]}"><img width="600" src="{photos[0].replace(".jpg", "-600x450.jpg")}"></a></div>'
    badges = f'<div class="widget-image"><img width="96" src="{UPLOADS}/2022/06/etiqueta-c.png"></div><p><img src="{UPLOADS}/2022/05/garantia-12-meses.png" width="420"></p>'
    body = f'<div class="product status-publish has-post-thumbnail"><h1>{title}</h1>{hero}{badges}<div class="widget-gallery">{tiles}</div><p>17.900 €</p></div>'
    return Made(f"{HOST}/producto/seat-leon-fr/", whole(title, body), photos, title, 17900)


def a_banner_behind_the_title() -> Made:
    title, photo = "Holden Commodore SS V 2016", f"{UPLOADS}/2023/06/holden-commodore-ssv-2016.jpg"
    banner = f"<section class='intro' style=\"background-image:url('{UPLOADS}/2020/08/beach.jpg')\"><h1>{title}</h1></section>"
    gallery = f'<div class="slider"><img src="{photo.replace(".jpg", "-1024x768.jpg")}" width="1024"></div><div class="slider-nav"><img src="{photo.replace(".jpg", "-190x138.jpg")}" width="190"></div>'
    return Made(f"{HOST}/cars/holden-commodore-ss-v-2016/", whole(title, f"{banner}{gallery}<p>$42,990</p>"), [photo], title, 42990)  # fmt: skip


def a_list_that_is_whole() -> Made:
    """State has all the vehicle's photos; markup shows some of them beside a badge and the salesman."""
    title, photos = "Volvo V90 T6 Recharge", [f"{CDN}/production/{digest}-2400x1600.jpg" for digest in DIGESTS]
    state = {"car": {"title": title, "brand": "Volvo", "model": "V90", "year": 2022, "price": 46950, "slug": "volvo-v90", "gallery": [{"asset": {"url": one}} for one in photos]}}  # fmt: skip
    shown = "".join(f'<button><img src="{one}?w=1200"></button>' for one in photos[:5])
    others = f'<img src="{CDN}/production/defdc0b08cc7b90a1f0aa709cbd96bd7-320x120.jpg" alt="BOVAG"><div class="rounded"><img alt="Rick" src="{CDN}/production/ca8b22d0db83a22db163b560b3e4e515-800x800.jpg" width="160"></div>'
    return Made(f"{HOST}/occasions/volvo-v90-t6-2022", whole(title, f"<main><h1>{title}</h1><div>{shown}</div><aside>{others}</aside><p>€ 46.950</p></main><script id='__NEXT_DATA__' type='application/json'>{json.dumps(state)}</script>"), photos, title, 46950)  # fmt: skip


def sizes_at_a_names_end() -> Made:
    """The photo's number before the size: 23104477-1-1024, 23104477-1-136."""
    title, photos = "2015 Porsche 911 Carrera", several(f"{CDN}/used-2015-porsche-911-23104477-{{}}-1024.jpg", 9)
    slides = "".join(f'<div class="slide"><img src="{one.replace("-1024", "-640")}" data-zoom-image="{one}"></div>' for one in photos)  # fmt: skip
    strip = "".join(f'<div class="thumb"><img data-lazy="{one.replace("-1024", "-136")}"></div>' for one in photos)
    return Made(f"{HOST}/used-2015-porsche-911-23104477.htm", whole(title, f"<h1>{title}</h1><div class='slides'>{slides}</div><div class='strip'>{strip}</div><p>$71,900</p>"), photos, title, 71900)  # fmt: skip


def the_first_apart() -> Made:
    """One large photo above the text, the others in a gallery below it; each in a folder of its own."""
    title = "1972 Porsche 911 2.4 T"
    photos = [f"{CDN}/content/v1/5c1f7a2e4cde7a6c/16840567346{n}8-T30KXO7{n}BYP/DSC_44{n}1.jpg" for n in range(8)]
    hero = f'<div class="image-block"><img src="{photos[0]}" width="2500"></div>'
    slides = "".join(f'<div class="slide"><img data-src="{one}" width="2500"></div>' for one in photos[1:])
    return Made(f"{HOST}/cars-for-sale/1972-porsche-911-24-t", whole(title, f"<h1>{title}</h1>{hero}<p>86,214 miles</p><div class='gallery-block'>{slides}</div><p>£89,500</p>"), photos, title, 89500)  # fmt: skip


def cut_by_the_cms() -> Made:
    """TYPO3's and Bitrix' cut copies, of which the strip has others than the slides."""
    title, photos = "Skoda Karoq 2.0 TDI", [f"{HOST}/upload/iblock/{digest[:3]}/{digest}.jpg" for digest in DIGESTS]
    cut = [one.replace("/upload/iblock/", "/upload/resize_cache/iblock/").replace(f"/{digest}", f"/{{}}/{digest}") for one, digest in zip(photos, DIGESTS, strict=True)]  # fmt: skip
    slides = "".join(f'<div class="swiper-slide"><img src="{one.format("800_600_1")}"></div>' for one in cut)
    strip = "".join(f'<div class="swiper-slide"><img src="{one.format("120_90_2")}"></div>' for one in cut)
    return Made(f"{HOST}/cars/skoda/karoq/28417/", whole(title, f"<h1>{title}</h1><div class='swiper'>{slides}</div><div class='swiper'>{strip}</div><p>22.490 €</p>"), photos, title, 22490)  # fmt: skip


def folders_drawn_for_each_size() -> Made:
    """The file's name is the photo's; the folder before it is another one for each size."""
    title = "Nissan Sunny SV 2021"
    files = [f"721876c8-c975-4cd5-bf0a-3984ec7d422{n}.jpg" for n in range(7)]
    photos = [f"{CDN}/images/1{n}20{n}8/w_1300x760/stars/{file}" for n, file in enumerate(files)]
    slides = "".join(f'<div class="slide"><a href="{one}"><img src="{CDN}/images/4f{n}e5{n}/w_650x380/stars/{file}"></a></div>' for n, (one, file) in enumerate(zip(photos, files, strict=True)))  # fmt: skip
    strip = "".join(
        f'<li><img src="{CDN}/images/6f{n}12{n}/r_120x90/stars/{file}"></li>' for n, file in enumerate(files)
    )
    return Made(f"{HOST}/2021-nissan-sunny-734182.html", whole(title, f"<h1>{title}</h1><div class='slides'>{slides}</div><ul class='strip'>{strip}</ul><p>AED 32,000</p>"), photos, title, 32000)  # fmt: skip


def lightbox_by_a_parameter() -> Made:
    """Squarespace: each picture leads to the same page with its number; the page is a blog's post."""
    title = "1965 Jaguar E-Type Series 1"
    photos = [f"{CDN}/content/v1/5e8b1f2a7c3d9e40/16984018353{n}8-V683A6{n}9TH/DSC_44{n}1.jpg" for n in range(6)]
    tiles = "".join(f'<figure class="gallery-grid-item"><a class="gallery-grid-lightbox-link" href="?itemId=ee7cb8fe3de2efc50ea990b{n}"><img data-src="{one}"></a></figure>' for n, one in enumerate(photos))  # fmt: skip
    body = f'<article><h1>{title}</h1><div class="blog-item-content">{tiles}<p>71,200 miles</p><p>£89,950</p></div></article>'
    return Made(f"{HOST}/stock/1965-jaguar-e-type-series-1-42-fhc", whole(title, body), photos, title, 89950)


def paths_below_another_host() -> Made:
    """Strapi: sizes in objects within objects, relative to a host that only an image proxy's address names."""
    title = "Mazda CX-5 2021"
    names = [f"IMG_20250311_10{n}_cfd66c1de{n}.jpg" for n in range(8)]
    photos = [f"https://cms.birch.example/uploads/{name}" for name in names]
    gallery = {"data": [{"id": n, "attributes": {"name": name, "width": 1920, "formats": {"large": {"width": 1000, "url": f"/uploads/large_{name}"}}, "url": f"/uploads/{name}"}} for n, name in enumerate(names)]}  # fmt: skip
    state = {"auto": {"vin": "JM3KFBDM8M0321202", "marca": "Mazda", "modelo": "CX-5", "titulo": title, "precio": 419000, "galeria": gallery}}  # fmt: skip
    shown = f'<img src="/_next/image?url={quote(photos[0], safe="")}&w=1920&q=75">'
    return Made(f"{HOST}/seminovos/mazda-cx-5-2021-a2417", whole(title, f"<h1>{title}</h1><div class='Gallery_main__x7'>{shown}</div><p>$419,000</p><script id='__NEXT_DATA__' type='application/json'>{json.dumps(state)}</script>"), photos, title, 419000)  # fmt: skip


def a_price_that_was() -> Made:
    """Struck by a class alone, and standing first."""
    title, photos = "Kia Sportage EX", several(f"{CDN}/kia/{{}}.jpg")
    slides = "".join(f'<div class="swiper-slide"><img src="{one}"></div>' for one in photos)
    body = f'<h1>{title}</h1><div class="swiper">{slides}</div><span class="price__old">€ 23.900</span> <span class="price__current">€ 21.900</span>'
    return Made(f"{HOST}/cars/kia-sportage-31107", whole(title, body), photos, title, 21900)


def one_file_name_in_numbered_folders() -> Made:
    """The folder is the photo's number, the file the vehicle's UUID."""
    title = "Kia Ceed 1.6 CRDi"
    photos = [f"{CDN}/p/{n}/721876c8-c975-4cd5-bf0a-3984ec7d4222.jpg" for n in range(8)]
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in photos)
    return Made(f"{HOST}/cars/kia-ceed-31455", whole(title, f"<h1>{title}</h1><div class='slides'>{slides}</div><p>€ 9.900</p>"), photos, title, 9900)  # fmt: skip


def numbers_in_groups() -> Made:
    """1-01 to 1-04, 2-01 to 2-04: the second number is no size."""
    title = "Kia Rio 1.2"
    photos = [f"{CDN}/p/4711/{group}-0{n}.jpg" for group in (1, 2, 3) for n in range(1, 5)]
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in photos)
    return Made(f"{HOST}/cars/kia-rio-31456", whole(title, f"<h1>{title}</h1><div class='slides'>{slides}</div><p>€ 9.900</p>"), photos, title, 9900)  # fmt: skip


def thumbnails_below_a_named_one() -> Made:
    """The first says what it shows, in a container that calls itself an image; twelve others say nothing."""
    title, photos = "2019 Ford Focus", several(f"{HOST}/uploads/2024/05/{{}}.jpg", 13)
    hero = f'<div class="hero-image"><img src="{photos[0]}" alt="{title}"></div>'
    rows = "".join(f'<img src="{one}" alt="">' for one in photos[1:])
    return Made(f"{HOST}/used/2019-ford-focus-31457", whole(title, f"<h1>{title}</h1>{hero}<div class='row'>{rows}</div><p>€ 9.900</p>"), photos, title, 9900)  # fmt: skip


def damages_beside_a_whole_list() -> Made:
    """State has the photos, the gallery some of them and the damages besides."""
    title, photos = "2019 Opel Astra", several(f"{CDN}/a/4711/{{}}.jpg", 20)
    damages = several(f"{CDN}/a/4711/damage{{}}.jpg", 5)
    state = {"vehicle": {"vin": "W0LBD6EA1K8000001", "make": "Opel", "model": "Astra", "year": 2019, "price": 9900, "photos": photos}}  # fmt: skip
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in (*photos[:8], *damages))
    return Made(f"{HOST}/used/2019-opel-astra-31458", whole(title, f"<h1>{title}</h1><div class='gallery'>{slides}</div><p>€ 9.900</p><script>window.state = {json.dumps(state)};</script>"), [*photos, *damages], title, 9900)  # fmt: skip


def a_title_on_each_slide() -> Made:
    title, photos = "Audi A4 Avant", several(f"{CDN}/s/31459/{{}}.jpg", 6)
    slides = "".join(f'<div class="slide"><h1>{title}</h1><img src="{one}"></div>' for one in photos)
    theme = "".join(f'<img src="/theme/b{n}.jpg">' for n in range(9))
    return Made(f"{HOST}/used/audi-a4-31459", whole(title, f"<div class='slider'>{slides}</div><div>{theme}</div><p>€ 9.900</p>"), photos, title, 9900)  # fmt: skip


MADE: dict[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        slides_until_loaded, sent_by_whatsapp, folders_of_digits_and_letters, one_text_in_state, srcset_in_state,
        a_class_of_the_whole_page, a_banner_behind_the_title, a_list_that_is_whole, sizes_at_a_names_end,
        the_first_apart, cut_by_the_cms, folders_drawn_for_each_size, lightbox_by_a_parameter, paths_below_another_host,
        a_price_that_was, one_file_name_in_numbered_folders, numbers_in_groups, thumbnails_below_a_named_one,
        damages_beside_a_whole_list, a_title_on_each_slide,
    )
}  # fmt: skip
