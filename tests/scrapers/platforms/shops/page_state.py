"""Shops whose cars are in the JSON of their pages."""

from __future__ import annotations

import json

from tests.scrapers.platforms.shops.shop import Shop, both, html, other, price, script, vin


def jazel(cdn: str, site: str) -> Shop:
    """The state has every photo, and says which are of the model and which stand for none."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}content.homenetiol.com/682/4950{n}/0x0/{n}{m}db687e83974a83b4699946ebe78a0d.jpg"

    def link(n: int) -> str:
        return f"/inventory/all-vehicles/vehicle/{vin(n)}/2019-Ford-Focus"

    def card(n: int) -> str:
        return f'<div class="vehicle" data-vin="{vin(n)}"><a href="{link(n)}">x</a></div>'

    mark = '<link rel="stylesheet" href="//auto5-srp.jazelc.com/5.15/static/index.bundle.css">'
    pages = {
        "/inventory/": html(card(1) + '<a rel="next" href="/inventory/srp-page-2/">2</a>', mark),
        "/inventory/srp-page-2/": html(card(2), mark),
    }
    for n in (1, 2):
        sources = [{"source": photo(n, m), "isPlaceHolder": False} for m in (1, 2)]
        vehicle = {"vin": vin(n), "visual": {"dealerPhotos": sources, "stockPhotos": []},
                   "information": {"stockNumber": f"S{n}", "year": "2019", "make": "Ford", "model": "Focus",
                                   "displayPrice": price(n)}}  # fmt: skip
        state = {"vehicles": {"vehiclesMap": {vin(n): vehicle}}}
        pages[link(n)] = html(
            f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(state))});</script>"
            '<img src="//media-cdn.jazelc.com/media/1">',
            mark,
        )
    return Shop("Jazel", "/inventory/", pages, both(photo), [link(1), link(2)],
                "/inventory/srp-page-2/", stocks={1: "S1", 2: "S2"})  # fmt: skip


def autoscout24(cdn: str, site: str) -> Shop:
    """`__NEXT_DATA__` of a list and of an advertisement."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}prod.pictures.autoscout24.net/listing-images/6bbf18b{n}-1111_547ef70{m}-2222.jpg"

    def link(n: int) -> str:
        return f"/angebote/ford-focus-grau-6bbf18b{n}"

    def data(props: object) -> str:
        return html(
            f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": props}})}</script>'
        )

    def listed(n: int) -> dict[str, object]:
        return {
            "id": str(n),
            "images": [photo(n, 1) + "/250x188.webp"],
            "url": link(n),
            "vehicle": {"make": "Ford", "model": "Focus"},
        }

    pages = {
        "/lst/ford": data({"numberOfResults": 2, "numberOfPages": 2, "listings": [listed(1)]}),
        "/lst/ford?page=2": data({"numberOfResults": 2, "numberOfPages": 2, "listings": [listed(2)]}),
    }
    for n in (1, 2):
        advertisement = {
            "images": [photo(n, m) + "/1280x960.webp" for m in (1, 2)], "webPage": site + link(n),
            "prices": {"public": {"priceRaw": price(n), "price": f"€ {price(n)}"}},
            "identifier": {"offerReference": f"S{n}"},
            "vehicle": {"make": "Ford", "model": "Focus", "mileageInKmRaw": 790},
        }  # fmt: skip
        pages[link(n)] = data({"listingDetails": advertisement, "recommendations": [listed(other(n))]})
    return Shop("AutoScout24", "/lst/ford", pages, both(photo), [link(1), link(2)],
                "/lst/ford?page=2", 2, stocks={1: "S1", 2: "S2"}, vins=False)  # fmt: skip


def mobile_de(cdn: str, site: str) -> Shop:
    """`__INITIAL_STATE__` of a search, where some results stand in groups, and of an advertisement."""

    def photo(n: int, m: int) -> str:
        rule = "?rule=mo-1600.jpg" if cdn == "https://" else ""  # of the real host alone
        name = f"{n}{m}a7928b-d21d-45b3-8dc5-e250ee862a57"
        return f"{cdn}img.classistatic.de/api/v1/mo-prod/images/{n}{m}/{name}{rule}"

    def link(n: int) -> str:
        return f"/fahrzeuge/details.html?id=35888614{n}"

    def result(page: int) -> str:
        item = {"id": int(f"35888614{page}"), "title": "Ford Focus", "relativeUrl": link(page),
                "previewImage": {"src": photo(page, 1).partition("?")[0] + "?rule=mo-240.jpg"}}  # fmt: skip
        results = {"numResultsTotal": 2, "numPages": 2, "page": page, "items": [{"type": "group", "items": [item]}]}
        return html(script("window.__INITIAL_STATE__", {"search": {"srp": {"data": {"searchResults": results}}}}))

    pages = {"/fahrzeuge/search.html": result(1), "/fahrzeuge/search.html?pageNumber=2": result(2)}
    for n in (1, 2):
        advertisement = {
            "id": int(f"35888614{n}"), "title": "Ford Focus",
            "price": {"grossAmount": price(n), "grossCurrency": "EUR"},
            "attributes": [{"tag": "mileage", "value": "12.000 km"}],
            "galleryImages": [{"src": photo(n, m).partition("?")[0]} for m in (1, 2)],
        }  # fmt: skip
        similar = {"ads": [{"id": 9, "title": "Other", "previewImage": {"src": photo(other(n), 1)}}]}
        pages[link(n)] = html(
            script("window.__INITIAL_STATE__", {"search": {"vip": {"ad": advertisement, "similar": similar}}})
        )
    return Shop("mobile.de", "/fahrzeuge/search.html", pages, both(photo),
                [link(1), link(2)], "/fahrzeuge/search.html?pageNumber=2", 2,
                stocks={1: "358886141", 2: "358886142"}, vins=False)  # fmt: skip


def autotrader_uk(cdn: str, site: str) -> Shop:
    """JSON in a string in a script; `{resize}` where a size goes; a class a photo."""

    def photo(n: int, m: int, size: str = "") -> str:
        return f"{cdn}m.atcdn.co.uk/a/media/{size}{n}{m}b66391b24541cd9bd528137d7bfbe8.jpg"

    def link(n: int) -> str:
        return f"/car-details/20260615331459{n}"

    def card(n: int) -> str:
        return f'<a class="atds-link" href="{link(n)}"><h3>Ford Focus</h3></a><img src="{photo(n, 1, "w600/")}">'

    count = "<button>Search <!-- -->2<!-- --> cars</button>"
    pages = {
        "/cars/used/ford": html(count + card(1) + '<a rel="next" href="/cars/used/ford?page=2">Next</a>'),
        "/cars/used/ford?page=2": html(count + card(2)),
    }
    for n in (1, 2):
        labels = [{"label": "Front Right", "category": "Exterior"}, {"label": "Dashboard", "category": "Interior"}]
        images = [
            {"url": photo(n, m, "{resize}/"), "classificationTags": [label]}
            for m, label in zip((1, 2), labels, strict=True)
        ]
        advert = {
            "id": f"20260615331459{n}",
            "gallery": {"title": "Ford Focus", "price": f"£{price(n):,}", "images": images},
        }
        state = {"loaderData": {"car-details": {"aggregatorAdvert": advert}}}
        pages[link(n)] = html(
            f"<script>window.__staticRouterHydrationData = JSON.parse({json.dumps(json.dumps(state))});</script>"
            f'<section class="recommended"><a href="{link(other(n))}">'
            f'<img src="{photo(other(n), 1, "w480/")}"></a></section>'
        )
    return Shop("AutoTrader UK", "/cars/used/ford", pages, both(photo),
                [link(1), link(2)], "/cars/used/ford?page=2", 2, vins=False,
                stocks={1: "202606153314591", 2: "202606153314592"}, tags=["Exterior", "Interior"])  # fmt: skip
