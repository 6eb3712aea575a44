"""Shops of American platforms, whose photos are in a container of the markup."""

from __future__ import annotations

import json

from tests.scrapers.platforms.shops.shop import TITLE, Shop, both, html, other, price, rail, vin


def dealeron(cdn: str, site: str) -> Shop:
    """One page has the tags of several cars: photos are told by the VIN in their path."""

    def photo(n: int, m: int) -> str:
        return f"/inventoryphotos/18948/{vin(n).lower()}/ip/{m}.jpg"

    def link(n: int) -> str:
        return f"/used-Oakville-2019-Ford-Focus-{vin(n)}"

    def card(n: int) -> str:
        return (
            f'<div class="vehicle-card" data-vin="{vin(n)}" data-stocknum="S{n}" data-name="{TITLE}">'
            f'<a href="{link(n)}"><img src="{photo(n, 1)}?width=200"></a></div>'
        )

    mark = '<link href="//cdn.dlron.us/css/site.css" rel="stylesheet">'
    count = "<span>2 vehicles found</span>"
    pages = {
        "/searchused.aspx": html(
            count + card(1) + '<ul><li class="pagination__item--next"><a href="#">Next</a></li></ul>', mark
        ),
        "/searchused.aspx?pt=2": html(
            count + card(2) + '<ul><li class="pagination__item--next disabled"><a href="#">Next</a></li></ul>', mark
        ),
    }
    for n in (1, 2):
        own = "".join(f'<img class="hero-carousel__image" data-src="{photo(n, m)}?width=600">' for m in (1, 2))
        rail = f'<div data-vin="{vin(other(n))}"><img src="{photo(other(n), 1)}?width=200"></div>'
        pages[link(n)] = html(
            f'<div class="vdp" data-vehicle-information="" data-vin="{vin(n)}" data-stocknum="S{n}" '
            f'data-name="{TITLE}" data-price="{price(n)}" data-mileage="8{n}">{own}{rail}</div>',
            mark,
        )
    photos = {n: [site + photo(n, 1), site + photo(n, 2)] for n in (1, 2)}
    return Shop("DealerOn", "/searchused.aspx", pages, photos, [link(1), link(2)], "/searchused.aspx?pt=2", 2,
                stocks={1: "S1", 2: "S2"})  # fmt: skip


def sincro(cdn: str, site: str) -> Shop:
    """A deck of photos, whose smaller renditions end with a size."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}inventory-dmg.assets-cdk.com/{n}/{m}/9/1459635{n}{m}0.jpg"

    def link(n: int) -> str:
        return f"/VehicleDetails/used-2019-Ford-Focus-Titanium-Oakville-ON/207421097{n}"

    mark = '<script src="https://media-dmg.assets-cdk.com/websites/5.0/websitesEar/websitesWebApp/js/all.js"></script>'
    pages = {
        "/VehicleSearchResults?search=used": html(
            f'<div itemtype="http://schema.org/Vehicle"><a href="{link(1)}">{TITLE}</a></div>'
            '<a rel="next" href="/VehicleSearchResults?search=used&page=2">2</a>', mark),
        "/VehicleSearchResults?search=used&page=2": html(
            f'<div itemtype="http://schema.org/Vehicle"><a href="{link(2)}">{TITLE}</a></div>', mark),
    }  # fmt: skip
    for n in (1, 2):
        deck = "".join(
            f'<section><img itemprop="associatedMedia" data-src="{photo(n, m).replace(".jpg", "x640.jpg")}" '
            f'data-large="{photo(n, m)}"></section>'
            for m in (1, 2)
        )
        pages[link(n)] = html(
            f'<div class="deck-gallery" smartgallery><div class="deck">{deck}</div></div>'
            f'<span itemprop="vehicleIdentificationNumber">{vin(n)}</span><span itemprop="sku">S{n}</span>'
            f'<span itemprop="price" content="{price(n)}"></span>'
            f"{rail(link(other(n)), photo(other(n), 1))}"
            '<img src="https://media-dmg.assets-cdk.com/websites/logo.png">',
            mark,
        )
    return Shop("Sincro", "/VehicleSearchResults?search=used", pages, both(photo),
                [link(1), link(2)], "/VehicleSearchResults?search=used&page=2", stocks={1: "S1", 2: "S2"})  # fmt: skip


def team_velocity(cdn: str, site: str) -> Shop:
    """Cards name the VIN; the photos are one text in an attribute of the gallery's element."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}service.secureoffersites.com/images/{n}{m}.jpg"

    def link(n: int) -> str:
        return f"/viewdetails/used/{vin(n)}/2019-ford-focus"

    def card(n: int) -> str:
        item = f"Ford-Focus-SE-{vin(n)}"
        return f'<div class="standard-inventory" data-itemid="{item}"><a href="{link(n)}">{TITLE}</a></div>'

    pages = {
        "/inventory/used": html(
            card(1) + '<div class="inventory-pagination"><a rel="next" href="/inventory/used?page=2">2</a></div>'
        ),
        "/inventory/used?page=2": html(card(2)),
    }
    for n in (1, 2):
        galleries = "".join(
            f"""<oem-gallery-component :vin="'{vin(car)}'" :photoUrls="'{photo(car, 1)},{photo(car, 2)}'">"""
            "</oem-gallery-component>"
            for car in (other(n), n)
        )
        pages[link(n)] = html(
            f"<h1>{TITLE}</h1>{galleries}{rail(link(other(n)), photo(other(n), 1), name='similar-vehicles')}"
        )
    return Shop("Team Velocity", "/inventory/used", pages, both(photo),
                [link(1), link(2)], "/inventory/used?page=2", prices=False)  # fmt: skip


def dealer_eprocess(cdn: str, site: str) -> Shop:
    """Photos without a file extension; JSON-LD has the vehicle and those of the rail."""

    def photo(n: int, m: int) -> str:
        host = "cloudflareimages.dealereprocess.com"
        return f"{cdn}{host}/resrc/images/v1/dvp/4170/5318886{n}{m}/Used-2019-Ford-Focus-ID5318886{n}{m}"

    def link(n: int) -> str:
        return f"/auto/used-2019-ford-focus-oakville/12349367{n}/"

    def linked(n: int) -> str:
        data = {
            "@context": "https://schema.org",
            "@type": "Vehicle",
            "vehicleIdentificationNumber": vin(n),
            "name": TITLE,
            "sku": f"S{n}",
            "url": link(n),
            "offers": [{"@type": "Offer", "price": str(price(n)), "priceCurrency": "USD"}],
        }
        return f'<script type="application/ld+json">{json.dumps(data)}</script>'

    def card(n: int) -> str:
        return f'<div class="srp_vehicle_item_container"><h2><a href="{link(n)}">{TITLE}</a></h2></div>'

    mark = '<script src="https://cdn.dealereprocess.org/cdn/js/search/filter_search.min.js"></script>'
    found = '<div class="srp_results_count">2 vehicles found</div>'
    pages = {
        "/search/used/?tp=used": html(found + card(1) + '<a rel="next" href="/search/used/?tp=used&p=2">2</a>', mark),
        "/search/used/?tp=used&p=2": html(found + card(2), mark),
    }
    for n in (1, 2):
        slides = "".join(f'<img src="{photo(n, m)}" alt="Used 2019 Ford Focus">' for m in (1, 2))
        pages[link(n)] = html(
            linked(n) + linked(other(n)) + f'<div class="vehicle_loopslider vehicle_loopslider--vdp">{slides}</div>'
            f"{rail(link(other(n)), photo(other(n), 1), name='vehicle_loopslider')}",
            mark,
        )
    return Shop("Dealer eProcess", "/search/used/?tp=used", pages, both(photo),
                [link(1), link(2)], "/search/used/?tp=used&p=2", 2, stocks={1: "S1", 2: "S2"})  # fmt: skip


def carsforsale(cdn: str, site: str) -> Shop:
    """One hash a photo, its size in the path."""

    def photo(n: int, m: int, size: str = "1280x960") -> str:
        return f"{cdn}cdn05.carsforsale.com/{n}{m}b9d4dffb948bb65f128e89ed63489c/{size}/2019-ford-focus.jpg"

    def link(n: int) -> str:
        return f"/details/used-2019-ford-focus/9038848{n}"

    mark = '<script src="https://cdn.carsforsale.com/dealer/site.js"></script>'
    pages = {
        "/cars-for-sale": html(
            f'<a href="{link(1)}" title="{TITLE}">x</a><a rel="next" href="/cars-for-sale?page=2">2</a>', mark
        ),
        "/cars-for-sale?page=2": html(f'<a href="{link(2)}" title="{TITLE}">x</a>', mark),
    }
    for n in (1, 2):
        slides = "".join(
            f'<div class="slide"><img src="{photo(n, m, "480x360")}" data-large="{photo(n, m)}"></div>' for m in (1, 2)
        )
        pages[link(n)] = html(
            f'<h1>{TITLE}</h1><p>VIN: {vin(n)}</p><div class="vehicle-gallery">{slides}</div>'
            f"{rail(link(other(n)), photo(other(n), 1, '480x360'), name='similar-gallery')}",
            mark,
        )
    return Shop("CarsForSale", "/cars-for-sale", pages, both(photo),
                [link(1), link(2)], "/cars-for-sale?page=2", prices=False)  # fmt: skip


def dealercenter(cdn: str, site: str) -> Shop:
    """A flat folder of photos for all dealers, so that only the container tells whose they are."""

    def photo(n: int, m: int, size: str = "1920/1080") -> str:
        return f"{cdn}imagescf.dealercenter.net/{size}/202604-{n}{m}039a484af9f5493d9a9d5c051585aa.jpg"

    def link(n: int) -> str:
        return f"/inventory/ford/focus/a103{n}/"

    def card(n: int) -> str:
        return (
            f'<div class="vehicle-container" data-vehicle-id="vehicle-id-{vin(n)}"><div class="dws-vlp-media-slider" '
            f'data-stock-number="A103{n}" data-vdp-url="{link(n)}"><img src="{photo(n, 1, "320/240")}"></div>'
            f'<a class="vehicle-title" href="{link(n)}">{TITLE}</a></div>'
        )

    pages = {
        "/inventory/": html(f'<div class="inventory" data-total-pages="2">{card(1)}</div>'),
        "/inventory/?page_no=2": html(f'<div class="inventory" data-total-pages="2">{card(2)}</div>'),
    }
    for n in (1, 2):
        slides = "".join(
            f'<div class="dws-media-slide-image" data-thumb="{photo(n, m, "120/90")}">'
            f'<img src="{photo(n, m, "640/480")}" data-base-img-url="{photo(n, m)}"></div>'
            for m in (1, 2)
        )
        offer = {"@type": "Offer", "price": price(n), "priceCurrency": "USD"}
        car = {"@type": "Car", "name": TITLE, "vehicleIdentificationNumber": vin(n), "offers": offer}
        linked = {"@type": "AutoDealer", "name": "Oak", "makesOffer": {"@type": "Offer", "itemOffered": car}}
        pages[link(n)] = html(
            f'<script type="application/ld+json">{json.dumps(linked)}</script>'
            f'<h1>{TITLE}</h1><div class="dws-vdp-media-slider" data-stock-number="A103{n}">{slides}</div>'
            f'<span data-vehicle-price="{price(n)}"></span>'
            '<div class="similar-vehicles"><div class="vehicle-container">'
            f'<img src="{photo(other(n), 1, "320/240")}"></div></div>'
        )
    return Shop("DealerCenter", "/inventory/", pages, both(photo), [link(1), link(2)],
                "/inventory/?page_no=2", stocks={1: "A1031", 2: "A1032"})  # fmt: skip
