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
TITLE_KEYS = (
    "title", "name", "vehicletitle", "heading", "headline", "displayname", "vehiclename", "fullname", "titulo",
    "título", "titre", "titel", "titolo", "nombre", "nama", "nazev", "nazwa", "naziv"
)
URL_KEYS = (
    "url", "link", "href", "detailurl", "detailsurl", "permanenturl", "vdpurl", "vdplink", "permalink", "pageurl",
    "detailpageurl",
    "vehicleurl", "canonicalurl", "weburl", "webpage", "seourl", "detaillink", "detailpage", "absoluteurl",
    "relativeurl", "adurl", "listingurl", "vipurl", "uri"
)
# Objects of addresses right inside a vehicle's, and what its page's is called in them.
LINK_KEYS = ("links", "urls", "link", "_links")
PAGE_KEYS = ("self", "detail", "details", "vdp", "page", "web", "html", *URL_KEYS)
API_KEYS = ("api", "apiurl", "detailapi", "jsonurl", "self")
PRICE_KEYS = (
    "internetprice", "ourprice", "sellingprice", "saleprice", "askingprice", "displayprice", "finalprice",
    "currentprice", "price",
    "advertisedprice", "cashprice", "totalprice", "priceraw", "rawprice", "pricevalue", "retailprice", "listprice",
    "consumerpricegross", "grossprice", "pricegross", "publicprice", "prices", "pricing",
    "precio", "preco", "preço", "prix", "preis", "prezzo", "prijs", "cena", "harga", "fiyat", "pret", "preț"
)
MILEAGE_KEYS = (
    "mileage", "odometer", "odometerreading", "mileagevalue", "mileageinkm", "mileageinkmraw", "mileageraw",
    "kilometers", "kilometres", "kilometerstand", "miles", "km", "mileagefromodometer",
    "kilometer", "kilometraje", "kilometrage", "kilométrage", "quilometragem", "chilometraggio", "przebieg"
)
YEAR_KEYS = (
    "year", "modelyear", "makeyear", "registrationyear", "firstregistration", "ano", "año", "anio", "annee", "année",
    "constructionyear", "yearmodel", "baujahr", "jahr", "anno", "rok", "tahun", "bouwjaar"
)
# How many photos a vehicle has, of which a list may show a few.
COUNT_KEYS = (
    "imagecount", "imagescount", "photocount", "photoscount", "numberofphotos", "numberofimages", "totalphotos"
)
CURRENCY_KEYS = ("currency", "pricecurrency", "currencycode", "currencyiso")
# What tells one vehicle from the next within a site: its page's address often has it.
NUMBER_KEYS = ("id", "uuid", "guid", "vehicleuuid", "adid", *STOCK_KEYS)
MAKE_KEYS = (
    "make", "makename", "brand", "manufacturer", "vehiclemake", "marca", "marque", "marke", "merk", "merek", "marka"
)
MODEL_KEYS = ("model", "modelname", "vehiclemodel", "modelgroup", "modelo", "modele", "modèle", "modell", "modello")
# Objects right inside a vehicle's that tell of it too.
INNER_KEYS = (
    "vehicle", "car", "product", "item", "details", "specification", "specifications", "spec", "specs",
    "attributes", "data", "info", "ad", "listing", "identification", "basic", "vehicledetails", "tracking"
)
