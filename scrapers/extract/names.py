"""Names that JSON gives to what is told of a vehicle, in lower-case letters alone; of several, the first counts."""

# fmt: off
VIN_KEYS = (
    "vin", "vinnumber", "vehicleidentificationnumber", "vehicleidentificationno", "chassisnumber", "fin", "vincode",
    "vehiclevin", "serialnumber"
)
STOCK_KEYS = (
    "stocknumber", "stock", "stockno", "stocknum", "stockid", "sku", "dealerstocknumber", "referencenumber",
    "stockcode", "offernumber", "vehicleid", "advertid", "listingid", "dealervehicleid"
)
TITLE_KEYS = ("title", "name", "vehicletitle", "heading", "headline", "displayname", "vehiclename", "fullname")
URL_KEYS = (
    "url", "link", "href", "detailurl", "detailsurl", "vdpurl", "vdplink", "permalink", "pageurl", "detailpageurl",
    "vehicleurl", "canonicalurl", "weburl", "webpage", "seourl", "detaillink", "detailpage", "absoluteurl",
    "relativeurl", "adurl", "listingurl", "uri"
)
# Objects of addresses right inside a vehicle's, and what its page's is called in them.
LINK_KEYS = ("links", "urls", "link", "_links")
PAGE_KEYS = ("self", "detail", "details", "vdp", "page", "web", "html", *URL_KEYS)
API_KEYS = ("api", "apiurl", "detailapi", "jsonurl", "self")
PRICE_KEYS = (
    "internetprice", "ourprice", "sellingprice", "saleprice", "askingprice", "displayprice", "finalprice",
    "currentprice", "price",
    "advertisedprice", "cashprice", "totalprice", "priceraw", "rawprice", "pricevalue", "retailprice", "listprice",
    "consumerpricegross", "grossprice", "pricegross", "publicprice", "prices", "pricing"
)
MILEAGE_KEYS = (
    "mileage", "odometer", "odometerreading", "mileagevalue", "mileageinkm", "mileageinkmraw", "mileageraw",
    "kilometers", "kilometres", "kilometerstand", "miles", "km", "mileagefromodometer"
)
CURRENCY_KEYS = ("currency", "pricecurrency", "currencycode", "currencyiso")
# What tells one vehicle from the next within a site: its page's address often has it.
NUMBER_KEYS = ("id", "uuid", "guid", "vehicleuuid", "adid", *STOCK_KEYS)
MAKE_KEYS = ("make", "makename", "brand", "manufacturer", "vehiclemake")
MODEL_KEYS = ("model", "modelname", "vehiclemodel", "modelgroup")
# Objects right inside a vehicle's that tell of it too.
INNER_KEYS = (
    "vehicle", "car", "product", "item", "details", "specification", "specifications", "spec", "specs",
    "attributes", "data", "info", "ad", "listing", "identification", "basic", "vehicledetails", "tracking"
)
