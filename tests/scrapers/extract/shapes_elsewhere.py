"""Vehicles' pages of further makes, invented: other countries, other kinds of vehicles, other ways to show photos.

Each function gives a page with what must not be taken standing next to what must: badges, maps, staff, payment icons,
other vehicles in the same kind of container.
"""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

HOST = "https://www.birch.example"
CDN = "https://img.birchcdn.example"


@dataclass(frozen=True)
class Made:
    """A page. photos: in full size, in any order. price: None where it says none."""

    url: str
    body: str
    photos: list[str]
    title: str
    price: float | None = None


AROUND = """<header><div class="top"><a href="/"><img src="/img/birch-motors.png" alt="Birch Motors" width="220" height="60"></a></div>
  <nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/stock/">Stock</a></li><li><a href="/team/">Team</a></li></ul></nav></header>"""
BELOW = """<div class="badges"><img src="/img/carfax-1owner.png"><img src="https://partnerstatic.carfax.example/img/valuebadge/1own_good.svg">
  <img src="/img/autocheck.png"><img src="/img/bbb-accredited.png" width="120"></div>
  <div class="who"><h3>Our team</h3><img src="/people/anna.jpg" alt="Anna"><img src="/people/bob.jpg" alt="Bob"><img src="/people/cleo.jpg"></div>
  <div class="map"><img src="https://maps.googleapis.com/maps/api/staticmap?center=1,2&size=600x300"></div>
  <footer><img src="/img/visa.png"><img src="/img/mastercard.png"><img src="/img/amex.png"><a href="/privacy">Privacy</a></footer>
  <img src="https://px.tracker.example/i.gif?e=1" width="1" height="1"><img height="1" width="1" src="https://www.facebook.com/tr?id=1&ev=PageView">"""


def whole(title: str, body: str, head: str = "", lang: str = "en") -> str:
    return f'<!doctype html><html lang="{lang}"><head><title>{title} - Birch Motors</title>{head}</head><body>{AROUND}{body}{BELOW}</body></html>'


def several(pattern: str, count: int = 7) -> list[str]:
    return [pattern.format(n) for n in range(1, count + 1)]


def clicks() -> Made:
    """The large ones only in what a click runs."""
    title, photos = "2017 Mazda CX-5 Touring", several(f"{HOST}/media/9931/{{}}.jpg")
    thumbs = "".join(
        f"""<td><img src="/media/9931/{n}_t.jpg" width="70" onclick="show({n}, '/media/9931/{n}.jpg')"></td>"""
        for n in range(1, 8)
    )
    body = (
        f'<h1>{title}</h1><img id="big" src="/media/9931/1.jpg"><table><tr>{thumbs}</tr></table><b>Price: $17,400</b>'
    )
    return Made(f"{HOST}/car/9931", whole(title, body), photos, title, 17400)


def pushes_in_a_script() -> Made:
    title, photos = "2015 Chevrolet Tahoe LT", several(f"{CDN}/u/55012/{{}}.jpg")
    pushes = "".join(f'pics.push("{one}");\n' for one in photos)
    body = f'<h1>{title}</h1><div id="stage"></div><script>var pics = [];\n{pushes}start(pics);</script><p>$24,900</p>'
    return Made(f"{HOST}/vehicle?id=55012", whole(title, body), photos, title, 24900)


def small_beside_a_script() -> Made:
    """What a script shows when a thumbnail is pressed; markup has the thumbnails, and the first photo or none large."""
    title, photos = "2015 Ford Focus 1.6 Titanium", several("/photos/481/{}_l.jpg")
    small = "".join(f'<img src="{one.replace("_l", "_s")}" onclick="show({at})">' for at, one in enumerate(photos))
    body = f"<h1>{title}</h1><div id='stage'><img src='{photos[0]}'></div><div class='strip'>{small}</div><script>var pics = {json.dumps(photos)};</script><p>£5,995</p>"
    return Made(f"{HOST}/car.php?id=481", whole(title, body), [HOST + one for one in photos], title, 5995)


def indexed_in_a_script() -> Made:
    title, photos = "2011 Jeep Wrangler", several(f"{HOST}/uploads/jw{{}}.jpg")
    lines = "".join(f"img[{n}] = new Image(); img[{n}].src = '/uploads/jw{n + 1}.jpg';\n" for n in range(7))
    body = f'<h1>{title}</h1><img name="stage" src="/uploads/jw1.jpg"><script>var img = new Array();\n{lines}</script><p>Asking $14,250</p>'
    return Made(f"{HOST}/details.asp?vid=881", whole(title, body), photos, title, 14250)


def escaped_json_in_an_attribute() -> Made:
    title, photos = "2020 Toyota Corolla SE", several(f"{CDN}/p/aa{{}}/full.jpg")
    state = {
        "gallery": {"slides": [{"big": one, "thumb": one.replace("full", "thumb")} for one in photos]},
        "autoplay": True,
    }
    body = f"<h1>{title}</h1><div class='js-widget' data-props='{html.escape(json.dumps(state))}'></div><p>Price $18,995</p>"
    return Made(f"{HOST}/inventory/2020-toyota-corolla-se-p7781/", whole(title, body), photos, title, 18995)


def picture_with_densities() -> Made:
    title, photos = "2018 Audi A4 Avant", several(f"{CDN}/cars/{{}}-1600.jpg")
    slides = "".join(
        f'<picture><source type="image/avif" srcset="{CDN}/cars/{n}-400.avif 400w, {CDN}/cars/{n}-800.avif 800w">'
        f'<source type="image/jpeg" srcset="{CDN}/cars/{n}-400.jpg 400w, {CDN}/cars/{n}-1600.jpg 1600w" sizes="100vw">'
        f'<img src="{CDN}/cars/{n}-400.jpg" alt="Audi A4"></picture>'
        for n in range(1, 8)
    )
    body = f'<main><div class="x-kJ">{slides}</div><h1>{title}</h1><p>£16,750</p></main>'
    return Made(f"{HOST}/cars/4410882", whole(title, body), photos, title, 16750)


def lazy_with_fallback() -> Made:
    """Each photo twice: for scripts, and for those who have none."""
    title, photos = "2016 Nissan Rogue", several(f"{HOST}/wp-content/uploads/rogue-{{}}.jpeg")
    slides = "".join(
        f'<div class="item"><img class="lazyload" src="data:image/svg+xml;base64,PHN2" data-src="/wp-content/uploads/rogue-{n}-1024x768.jpeg">'
        f'<noscript><img src="/wp-content/uploads/rogue-{n}-1024x768.jpeg"></noscript></div>'
        for n in range(1, 8)
    )
    body = f'<h1>{title}</h1><div class="owl-carousel">{slides}</div><span class="amount">$11,988</span>'
    return Made(f"{HOST}/listings/2016-nissan-rogue/", whole(title, body), photos, title, 11988)


def cloned_slides() -> Made:
    title, photos = "2014 Honda Odyssey EX", several(f"{CDN}/o/{{}}.jpg", 5)
    slides = [
        f'<div class="slick-slide" data-slick-index="{n}"><img src="{CDN}/o/{n}.jpg?w=900"></div>' for n in range(1, 6)
    ]
    clones = [one.replace("slick-slide", "slick-slide slick-cloned") for one in slides]
    nav = "".join(f'<div class="slick-slide"><img src="{CDN}/o/{n}.jpg?w=120"></div>' for n in range(1, 6))
    body = f'<h1>{title}</h1><div class="slick-track">{"".join([clones[-1], *slides, clones[0], clones[1]])}</div><div class="slick-nav">{nav}</div><p>Our price $9,750</p>'
    return Made(f"{HOST}/used/honda/odyssey/77310", whole(title, body), photos, title, 9750)


def photoswipe_links() -> Made:
    title, photos = "2019 Subaru Outback", several(f"{CDN}/os/{{}}.jpg")
    links = "".join(
        f'<a href="{CDN}/os/{n}.jpg" data-pswp-width="1600" data-pswp-height="1200"><img src="{CDN}/os/{n}_q.jpg"></a>'
        for n in range(1, 8)
    )
    body = f'<h1>{title}</h1><div class="pswp-grid">{links}</div><p>$21,300</p><a href="/img/brochure.jpg">Our brochure</a>'
    return Made(f"{HOST}/cars/outback-77", whole(title, body), photos, title, 21300)


def apollo_state() -> Made:
    """Normalized by id; each vehicle's photos stand behind references."""
    title, photos = "2021 Kia Sportage", several(f"{CDN}/k/own{{}}.jpg")
    state: dict[str, object] = {"ROOT_QUERY": {'vehicle({"id":"812"})': {"__ref": "Vehicle:812"}}}
    for car, name in ((812, "own"), (813, "a"), (814, "b")):
        images = [{"__ref": f"Image:{name}{n}"} for n in range(1, 8)]
        state[f"Vehicle:{car}"] = {"__typename": "Vehicle", "id": str(car), "make": "Kia", "model": "Sportage", "year": 2021,
                                   "price": 19000 + car, "images": images}  # fmt: skip
        state |= {f"Image:{name}{n}": {"__typename": "Image", "url": f"{CDN}/k/{name}{n}.jpg"} for n in range(1, 8)}
    body = f'<div id="root"><h1>{title}</h1><img src="{CDN}/k/own1.jpg"><p>$19,812</p></div><script>window.__APOLLO_STATE__={json.dumps(state)}</script>'
    return Made(f"{HOST}/vehicles/812", whole(title, body), photos, title, 19812)


def nuxt_state() -> Made:
    """Several vehicles in one state; the page's own is known by its number in the address."""
    title, photos = "Skoda Octavia Combi 2.0 TDI", several(f"{CDN}/s/55102/{{}}.jpg")
    own = {
        "id": 55102,
        "make": "Skoda",
        "model": "Octavia",
        "title": title,
        "price": 15900,
        "images": [{"path": one} for one in photos],
    }
    others = [{"id": n, "make": "Skoda", "model": "Fabia", "title": "Skoda Fabia", "price": 9900, "images": [{"path": f"{CDN}/s/{n}/{m}.jpg"} for m in (1, 2, 3)]}
              for n in (55103, 55104)]  # fmt: skip
    state = {"state": {"vehicle": {"current": own, "suggested": others}}, "serverRendered": True}
    body = (
        f'<div id="__nuxt"><h1>{title}</h1><p>15.900 €</p></div><script>window.__NUXT__={json.dumps(state)};</script>'
    )
    return Made(f"{HOST}/fahrzeuge/55102", whole(title, body, lang="de"), photos, title, 15900)


def relative_to_a_base() -> Made:
    title, photos = "2008 Volvo V70", several(f"{HOST}/site/fotos/v70_{{}}.jpg")
    slides = "".join(f'<img src="fotos/v70_{n}.jpg">' for n in range(1, 8))
    body = f"<h1>{title}</h1><div id='fotos'>{slides}</div><p>€ 4.950,-</p>"
    return Made(
        f"{HOST}/site/occasion.php?id=37", whole(title, body, f'<base href="{HOST}/site/">', "nl"), photos, title, 4950
    )


def protocol_left_out() -> Made:
    title, photos = "2013 BMW 328i", several("https://photos.birchstore.example/328/{}.jpg")
    slides = "".join(f'<li><img src="//photos.birchstore.example/328/{n}.jpg"></li>' for n in range(1, 8))
    body = f"<h1>{title}</h1><ul class='bxslider'>{slides}</ul><p>Internet Price $10,995</p>"
    return Made(f"{HOST}/bmw-328i", whole(title, body), photos, title, 10995)


def resizers() -> Made:
    """Four image services on one page, the photos behind them."""
    title, photos = "2022 Ford Maverick XLT", several(f"{CDN}/lot/{{}}.jpg", 8)
    inner = [quote(one, safe="") for one in photos]
    shown = [f"/_next/image?url={inner[0]}&w=640&q=75", f"/_next/image?url={inner[1]}&w=640&q=75",
             f"https://wsrv.nl/?url={inner[2]}&w=600", f"https://wsrv.nl/?url={inner[3]}&w=600",
             f"https://res.cloudinary.com/birch/image/fetch/w_600,f_auto/{photos[4]}", f"/cdn-cgi/image/width=600/{photos[5]}",
             f"https://imageproxy.example/resize?url={inner[6]}&w=300", f"https://imageproxy.example/resize?url={inner[7]}&w=300"]  # fmt: skip
    slides = "".join(f'<div class="embla__slide"><img src="{html.escape(one)}"></div>' for one in shown)
    body = f'<h1>{title}</h1><div class="embla">{slides}</div><p>$26,400</p>'
    return Made(f"{HOST}/inventory/used-2022-ford-maverick-3FTTW8E31NRA12345", whole(title, body), photos, title, 26400)


def numbers_without_extension() -> Made:
    title, photos = "2009 Toyota Tacoma", several("https://imagescdn.example/photo/77120{}", 7)
    slides = "".join(f'<a href="{one}" data-lightbox="v"><img src="{one}?w=200" alt=""></a>' for one in photos)
    body = f'<h1>{title}</h1><div class="thumbs">{slides}</div><p>$13,450</p>'
    return Made(f"{HOST}/inventory/view/77120", whole(title, body), photos, title, 13450)


def others_in_the_same_container() -> Made:
    """The rail is a carousel of the very class of the gallery, inside the same section."""
    title, photos = "2016 Lexus RX 350", several(f"{HOST}/i/31007/{{}}.jpg")
    own = "".join(f'<div class="slide"><img src="/i/31007/{n}.jpg"></div>' for n in range(1, 8))
    others = "".join(
        f'<div class="slide"><a href="/cars/{n}"><img src="/i/{n}/1.jpg"><span>Lexus ES</span><b>$17,{n % 1000}</b></a></div>'
        for n in range(31010, 31022)
    )
    body = f'<section class="vehicle"><h1>{title}</h1><div class="slider">{own}</div><p>$22,480</p><div class="slider">{others}</div></section>'
    return Made(f"{HOST}/cars/31007", whole(title, body), photos, title, 22480)


def video_and_spin() -> Made:
    title, photos = "2020 Tesla Model 3", several(f"{CDN}/m3/{{}}.jpg")
    slides = "".join(f'<div class="swiper-slide"><img src="{CDN}/m3/{n}.jpg"></div>' for n in range(1, 8))
    extras = (
        '<div class="swiper-slide"><a href="https://youtu.be/xyz"><img src="https://i.ytimg.com/vi/xyz/hqdefault.jpg"></a></div>'
        '<div class="swiper-slide"><video poster="/img/walkaround-poster.jpg" src="/v/1.mp4"></video></div>'
        '<div class="swiper-slide"><iframe src="https://cdn.spincar.com/x"></iframe><img src="https://cdn.spincar.com/swipetospin/1/cdn/ec/0-1.jpg"></div>'
    )
    body = f'<h1>{title}</h1><div class="swiper">{slides}{extras}</div><p>Price: $27,990</p>'
    return Made(f"{HOST}/tesla/model-3/20441", whole(title, body), photos, title, 27990)


def one_photo() -> Made:
    title = "1998 Harley-Davidson Road King"
    body = f'<div class="row"><div class="col"><img src="/stock/rk98.jpg" alt="{title}" width="640"></div><h1>{title}</h1><p>$6,900</p></div>'
    return Made(
        f"{HOST}/motorcycles/1998-harley-davidson-road-king",
        whole(title, body),
        [f"{HOST}/stock/rk98.jpg"],
        title,
        6900,
    )


def seventy_photos() -> Made:
    title, photos = "2021 Winnebago Solis", several(f"{CDN}/rv/21/{{}}.jpg", 70)
    slides = "".join(f'<li><a href="{one}"><img loading="lazy" src="{one}?width=300"></a></li>' for one in photos)
    body = f"<h1>{title}</h1><ul>{slides}</ul><p>Sale Price: $98,500</p>"
    return Made(f"{HOST}/rvs/2021-winnebago-solis-3344", whole(title, body), photos, title, 98500)


def german() -> Made:
    title, photos = "VW Passat Variant 2.0 TDI Highline", several(f"{CDN}/fzg/4711/bild_{{}}.jpg")
    slides = "".join(f'<div class="bild"><img data-src="{one}" src="/img/lade.gif"></div>' for one in photos)
    others = "".join(
        f'<div class="bild"><img src="{CDN}/fzg/{n}/bild_1.jpg"><a href="/fahrzeug/{n}">VW Golf</a> 1{n % 10}.900 €</div>'
        for n in range(4712, 4718)
    )
    body = f'<h1>{title}</h1><div class="bilder">{slides}</div><p>Preis: 18.450 € (MwSt. ausweisbar)</p><p>Rate ab 199 € mtl.</p><h2>Weitere Fahrzeuge</h2><div class="bilder">{others}</div>'
    return Made(f"{HOST}/fahrzeug/4711", whole(title, body, lang="de"), photos, title, 18450)


def french() -> Made:
    title, photos = "Peugeot 308 1.5 BlueHDi 130 Allure", several(f"{HOST}/photos/vo/308_{{}}.jpg")
    slides = "".join(f'<figure><img src="/photos/vo/308_{n}.jpg"></figure>' for n in range(1, 8))
    others = "".join(
        f'<figure><a href="/voiture-occasion/clio-{n}"><img src="/photos/vo/clio_{n}.jpg"></a></figure>'
        for n in range(1, 6)
    )
    body = f'<h1>{title}</h1><div class="galerie">{slides}</div><p>Prix : 16 990 €</p><p>85 000 km</p><h3>Vous aimerez aussi</h3><div class="galerie">{others}</div>'
    return Made(f"{HOST}/voiture-occasion/peugeot-308-2081", whole(title, body, lang="fr"), photos, title, 16990)


def spanish() -> Made:
    title, photos = "SEAT León 1.5 TSI FR", several(f"{CDN}/coches/leon/{{}}.webp")
    slides = "".join(f'<li class="glide__slide"><img src="{one}"></li>' for one in photos)
    body = f'<h1>{title}</h1><ul class="glide__slides">{slides}</ul><p>Precio al contado 17.900 €</p><p>Cuota 215 €/mes</p>'
    return Made(f"{HOST}/coches-segunda-mano/seat-leon-fr-90412", whole(title, body, lang="es"), photos, title, 17900)


def dutch_single_page() -> Made:
    title, photos = "Opel Astra Sports Tourer 1.4", several(f"{HOST}/occasions/astra/foto{{}}.jpg")
    slides = "".join(
        f'<a href="/occasions/astra/foto{n}.jpg" class="highslide"><img src="/occasions/astra/klein/foto{n}.jpg"></a>'
        for n in range(1, 8)
    )
    body = f"<h2>{title}</h2><div>{slides}</div><table><tr><td>Prijs</td><td>€ 7.450,-</td></tr><tr><td>Kilometerstand</td><td>121.000 km</td></tr></table>"
    return Made(f"{HOST}/occasions/opel-astra", whole(title, body, lang="nl"), photos, title, 7450)


def truck_in_tables() -> Made:
    """As sites were made in 2003."""
    title, photos = "1999 Freightliner FL70", several(f"{HOST}/trucks/FL70-{{}}.JPG", 4)
    cells = "".join(f'<tr><td><IMG SRC="/trucks/FL70-{n}.JPG" WIDTH=480></td></tr>' for n in range(1, 5))
    body = f"<table><tr><td><font size=5><b>{title}</b></font></td></tr>{cells}<tr><td>$12,500 OBO</td></tr></table>"
    return Made(f"{HOST}/trucks/FL70.htm", whole(title, body), photos, title, 12500)


def thumbs_of_another_name() -> Made:
    """Large and small have nothing in common but the element that they stand in."""
    title, photos = "2012 Porsche Cayenne", several(f"{CDN}/L/{{}}f00d.jpg")
    slides = "".join(f'<li data-full="{CDN}/L/{n}f00d.jpg"><img src="{CDN}/S/beef{n}.jpg"></li>' for n in range(1, 8))
    body = f'<h1>{title}</h1><ul class="strip">{slides}</ul><p>$19,995</p>'
    return Made(f"{HOST}/listing/porsche-cayenne-x1", whole(title, body), photos, title, 19995)


def folders_by_date() -> Made:
    """One vehicle's photos in folders of several months; a blog's pictures in folders of the same shape."""
    title = "2018 GMC Sierra 1500 SLT"
    photos = [f"{HOST}/uploads/2024/{month:02}/sierra-{n}.jpg" for month, n in ((3, 1), (3, 2), (4, 3), (4, 4), (4, 5))]
    slides = "".join(f'<div class="flex-slide"><img src="{one}"></div>' for one in photos)
    posts = "".join(
        f'<div class="post"><a href="/2024/0{n}/spring-sale"><img src="/uploads/2024/0{n}/post.jpg"></a><p>Spring sale</p></div>'
        for n in (3, 4, 5)
    )
    body = f'<h1>{title}</h1><div class="flexslider">{slides}</div><p>$31,900</p><div class="posts">{posts}</div>'
    return Made(f"{HOST}/used-trucks/2018-gmc-sierra-1500-slt-g2214", whole(title, body), photos, title, 31900)


TEASERS = """<section class="why"><div class="col"><img src="/img/w.jpg"><h3>Warranty</h3><p>12 months</p><a href="/warranty">More</a></div>
  <div class="col"><img src="/img/f.jpg"><h3>Finance</h3><a href="/finance">More</a></div>
  <div class="col"><img src="/img/p.jpg"><h3>Part exchange</h3><a href="/px">More</a></div></section>"""
VIN = "1HGCM82633A004352"


def flight(rows: str) -> str:
    half = len(rows) // 2
    return "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (rows[:half], rows[half:])
    )


def rows_without_breaks() -> Made:
    """A row of text ends by its length; the next one begins right behind it. Photos by bare names, one shown in full."""
    title, names = "2010 Kia Forte", [f"3uagz5xuc6ikvos5ax35zxijm0{n}" for n in range(6)]
    car = {"vin": VIN, "year": 2010, "make": "Kia", "model": "Forte", "price": 4722, "images": names}
    rows = f'1:I[123,[],"default"]\na3:T9,Some text7:{json.dumps(["$", "$L1", None, {"vehicle": car}])}\n'
    shown = f'<link rel="preload" as="image" href="{CDN}/i/{names[0]}">'
    return Made(
        f"{HOST}/inventory/2010-kia-forte-{VIN}",
        whole(title, TEASERS + flight(rows), shown),
        [f"{CDN}/i/{name}" for name in names],
        title,
        4722,
    )


def elements_of_react() -> Made:
    """The page's own car has the photos, another's card has one; neither has an address."""
    title, photos = "Nissan Rogue 2024", several(f"{CDN}/n/{{}}.jpg")
    own = {
        "serialnumber": "JN8BT3BB7RW435564",
        "heading": title,
        "make": "Nissan",
        "model": "Rogue",
        "year": 2024,
        "price": 30990,
        "photo": photos,
    }
    other = {
        "vin": "1M8GDM9AXKP042788",
        "make": "Honda",
        "model": "Pilot",
        "year": 2024,
        "price": 40000,
        "images": [f"{CDN}/n/x.jpg"],
    }
    rows = f"6:{json.dumps(['$', '$L8', None, {'car': own}])}\n7:{json.dumps(['$', '$L9', None, {'car': other}])}\n"
    return Made(
        f"{HOST}/fr/vehicle/nissan-rogue-2024-6a4d40fa21a9",
        whole(title, TEASERS + flight(rows), lang="fr"),
        photos,
        title,
        30990,
    )


def text_of_addresses() -> Made:
    title, photos = "2021 Chevrolet Silverado", several(f"{CDN}/205/0x0/{{}}.jpg")
    scripts = f'<script>var gallery = "{",".join(photos)}";</script><script>var similar = "{",".join(several(CDN + "/999/0x0/o{}.jpg", 4))}";</script>'
    return Made(
        f"{HOST}/viewdetails/used/{VIN.lower()}/x",
        whole(title, f"<h1>{title}</h1><p>$31,500</p>{TEASERS}{scripts}"),
        photos,
        title,
        31500,
    )


def a_component_with_the_vin() -> Made:
    title, photos = "2017 Ram 1500 Big Horn", several(f"{CDN}/r/{{}}.jpg", 4)
    galleries = "".join(
        f"""<car-gallery :vin="'{vin}'" :photo-urls="'{",".join(urls)}'"></car-gallery>"""
        for vin, urls in (("1M8GDM9AXKP042788", several(CDN + "/x/{}.jpg", 4)), (VIN, photos))
    )
    return Made(f"{HOST}/used/{VIN}", whole(title, f"<h1>{title}</h1><p>$19,900</p>{galleries}"), photos, title, 19900)


def backgrounds_without_extension() -> Made:
    title, names = "2004 Acura RSX", [f"a1b2c3d4e5f60718293a4b5c6d7e8f{n}0" for n in range(5)]
    photos = [f"{HOST}/service/picture/376/2425/{name}" for name in names]
    boxes = "".join(f"""<div class="img" style="background-image:url('{one}?thumb')"></div>""" for one in photos[:4])
    body = f'<h1>{title}</h1><div class="img-wrapper">{boxes}<div class="img" data-background-image="{photos[4]}?thumb"></div></div><p>$6,995</p>{TEASERS}'
    return Made(
        f"{HOST}/inventory/376/view/2425/2004-Acura-RSX",
        whole(title, body),
        photos,
        title,
        6995,
    )


def one_image_in_json_ld() -> Made:
    """Nothing else on the page is the car's; its VIN's check digit is wrong, and in the address as well."""
    title, vin = "2022 Chevrolet Equinox LT", "3GNAXUEV7NL181253"
    data = {
        "@type": "Car",
        "name": title,
        "vehicleIdentificationNumber": vin,
        "image": f"{CDN}/e/6224.jpg",
        "offers": {"price": 26999},
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return Made(
        f"{HOST}/inventory/used-2022-chevrolet-equinox-{vin}",
        whole(title, TEASERS, head),
        [f"{CDN}/e/6224.jpg"],
        title,
        26999,
    )


def named_by_vin_beside_others() -> Made:
    title, photos = "2021 Chevrolet Silverado 3500HD", several(f"{CDN}/s/{VIN}-{{}}.jpg")
    slides = "".join(f'<div class="image"><img src="{one}"></div>' for one in photos)
    body = f'<h1>{title}</h1><div class="gallery">{slides}<div class="image"><img src="{CDN}/s/certified.jpg"></div><div class="image"><img src="{CDN}/s/award.jpg"></div></div><p>$41,000</p>'
    return Made(f"{HOST}/viewdetails/{VIN}", whole(title, body), photos, title, 41000)


def struck_prices() -> Made:
    """What it cost before stands first; a model's number stands right before the price."""
    title, photos = "Lexus RX 350", several(f"{CDN}/lx/{{}}.jpg")
    slides = "".join(f'<div class="swiper-slide"><img src="{one}"></div>' for one in photos)
    body = f"<h1>{title}</h1><div class='swiper'>{slides}</div><del>$24,995</del> <ins>$22,480</ins>"
    return Made(f"{HOST}/cars/31007", whole(title, body), photos, title, 22480)


MADE: dict[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        clicks, pushes_in_a_script, small_beside_a_script, indexed_in_a_script, escaped_json_in_an_attribute, picture_with_densities, lazy_with_fallback,
        cloned_slides, photoswipe_links, apollo_state, nuxt_state, relative_to_a_base, protocol_left_out, resizers,
        numbers_without_extension, others_in_the_same_container, video_and_spin, one_photo, seventy_photos, german, french,
        spanish, dutch_single_page, truck_in_tables, thumbs_of_another_name, folders_by_date, rows_without_breaks,
        elements_of_react, text_of_addresses, a_component_with_the_vin, backgrounds_without_extension, one_image_in_json_ld,
        named_by_vin_beside_others, struck_prices,
    )
}  # fmt: skip
