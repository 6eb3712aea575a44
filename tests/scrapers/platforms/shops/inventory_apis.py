"""Shops whose lists are drawn from an inventory API that is posted to."""

from __future__ import annotations

import json

from tests.scrapers.platforms.shops.shop import Shop, both, html, other, price, script, vin


def dealer_com(cdn: str, site: str) -> Shop:
    """The list is drawn from a posted API; the state of a vehicle's page has its photos."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}pictures.dealer.com/o/oak/{n}{m}00/{n}{m}8f740a3a8c8dea8d20748d45e09ca5c5x.jpg"

    def link(n: int) -> str:
        return f"/used/Ford/2019-Ford-Focus-{n}1207e540a0e0ae977ebaf79cd453790.htm"

    def listed(n: int) -> dict[str, object]:
        return {"vin": vin(n), "stockNumber": f"S{n}", "link": link(n), "title": ["2019 Ford", "Focus"],
                "images": [{"uri": photo(n, 1)}], "pricing": {"retailPrice": f"${price(n):,}"}}  # fmt: skip

    def inventory(posted: dict[str, object]) -> dict[str, object]:
        start = int(posted["inventoryParameters"].get("start", ["0"])[0])
        return {"inventory": [listed(start + 1)], "pageInfo": {"totalCount": 2, "pageSize": 1, "pageStart": start}}

    body = json.dumps({"siteId": "oak", "inventoryParameters": {}, "preferences": {"pageSize": "1"}})
    escaped = body.replace('"', "%22").replace(" ", "%20").replace("{", "%7B").replace("}", "%7D")
    posted = (
        '<script>fetch("/api/widget/ws-inv-data/getInventory",{method:"POST",'
        f'headers:{{"Content-Type":"application/json"}},body:decodeURI("{escaped}")}})</script>'
    )
    pages = {"/used-inventory/index.htm": html('<div data-widget-name="ws-inv-data"></div>' + posted)}
    for n in (1, 2):
        images = [{"uri": photo(n, m), "thumbnail": {"uri": photo(n, m) + "?impolicy=resize&w=414"}} for m in (1, 2)]
        vehicle = {"vin": vin(n), "stockNumber": {"en_US": f"S{n}"}, "year": 2019, "make": "Ford", "model": "Focus",
                   "images": images, "pricing": {"retailPrice": f"${price(n):,}"}}  # fmt: skip
        rail = {"vehicles": [{"vin": vin(other(n)), "images": [{"uri": photo(other(n), 1)}]}]}
        pages[link(n)] = html(
            script("DDC.WS.state['ws-vehicle-media']['m1']", {"vehicle": vehicle})
            + script("DDC.WS.state['ws-rec-vehicles']['r1']", rail)
        )
    return Shop(
        "Dealer.com", "/used-inventory/index.htm", pages, both(photo),
        [link(1), link(2)], stocks={1: "S1", 2: "S2"}, total=None,
        posts={"/api/widget/ws-inv-data/getInventory": inventory},
    )  # fmt: skip


def dealer_inspire(cdn: str, site: str) -> Shop:
    """The list is drawn from a search service that is posted to; its entries have all photos."""

    def photo(n: int, m: int) -> str:
        return f"{cdn}vehicle-images.carscommerce.inc/5466-1/{vin(n)}/{m}aae0efb7f5ea5d1c7f0a.jpg"

    def link(n: int) -> str:
        return f"/inventory/used-2019-ford-focus-{vin(n).lower()}/"

    def search(posted: dict[str, object]) -> dict[str, object]:
        n = int(posted["page"])
        listing = {"vin": vin(n), "stock": f"S{n}", "year": 2019, "make": "Ford", "model": "Focus", "mileage": 80 + n,
                   "vdp_url": site + link(n), "pricing": {"our_price": price(n)},
                   "media": {"images": [photo(n, 1), photo(n, 2)]}}  # fmt: skip
        return {"data": {"total_vehicle_count": 2, "listings": [listing] if n < 3 else []}}

    settings = {
        "apiUrl": f"{site}/search-service",
        "ccid": "6067",
        "apiKey": "public",
        "visibleStatusValues": ["publish"],
    }
    pages = {
        "/used-vehicles/": html(
            '<div id="hits"></div>' + script("var SEARCH_SERVICE", settings),
            '<link href="https://di-uploads-pod1.dealerinspire.com/oak/site.css" rel="stylesheet">',
        )
    }
    return Shop(
        "Dealer Inspire", "/used-vehicles/", pages, both(photo),
        [link(1), link(2)], stocks={1: "S1", 2: "S2"},
        posts={"/search-service/api/v1/listings/6067/search": search},
    )  # fmt: skip
