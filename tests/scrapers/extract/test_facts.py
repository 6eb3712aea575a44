"""What words say of a vehicle, by their labels."""

import pytest

from scrapers.extract.amounts import as_amount
from scrapers.extract.facts import read_facts
from scrapers.extract.mileages import mileage_in
from scrapers.extract.prices import price_in
from scrapers.extract.vin import has_valid_check_digit, is_vin


@pytest.mark.parametrize(
    ("text", "vin", "serial"),
    [
        ("VIN\n1HGCM82633A004352", "1HGCM82633A004352", None),
        ("VIN#: 1hgcm82633a004352", "1HGCM82633A004352", None),
        ("FIN: WVWZZZAUZKW906234", "WVWZZZAUZKW906234", None),
        ("Fahrgestellnummer WVWZZZAUZKW906234", "WVWZZZAUZKW906234", None),
        ("Order 1HGCM82633A004352 now", "1HGCM82633A004352", None),
        ("Order WVWZZZAUZKW906234 now", None, None),
        ("Order 1HGCM82633A004353 now", None, None),
        ("VIN P6FH233347", None, "P6FH233347"),
        ("s/n AR106*20088", None, "AR106*20088"),
        ("Chassis No: ARE24-040130", None, "ARE24-040130"),
        ("Chassis nr. (VIN)\nYV1FW79C1G1234567", "YV1FW79C1G1234567", None),
        ("NIV : KM8J3CA46LU123456", "KM8J3CA46LU123456", None),
        ("Fahrzeug-Identnummer: TMBJJ7NE5K0123456", "TMBJJ7NE5K0123456", None),
        ("Winning cars since 1962", None, None),
        ("VIN: call us", None, None),
    ],
    ids=["a table", "small letters", "FIN", "German", "without a label", "European without a label",
         "a wrong check digit",
         "an older serial", "s/n", "Japanese chassis", "Norwegian", "French", "German, in full", "a word", "no number"],
)  # fmt: skip
def test_vin(text: str, vin: str | None, serial: str | None) -> None:
    facts = read_facts(text)
    assert (facts.vin, facts.serial) == (vin, serial)


@pytest.mark.parametrize(
    ("vin", "valid"),
    [
        ("1M8GDM9AXKP042788", True),
        ("1M8GDM9A1KP042788", False),
        ("WVWZZZAUZKW906234", False),
        ("1M8GDM9AXKP04278", False),
    ],
)
def test_check_digit(vin: str, valid: bool) -> None:
    assert has_valid_check_digit(vin) == valid


def test_a_vin_of_another_continent_needs_no_check_digit() -> None:
    assert is_vin("WVWZZZAUZKW906234")
    assert not is_vin("1M8GDM9A1KP042788")


@pytest.mark.parametrize(
    ("text", "stock"),
    [
        ("Stock # V190804", "V190804"),
        ("Stock No: 48213", "48213"),
        ("Stock Number\nFJ1529", "FJ1529"),
        ("Stk# 12-A", "12-A"),
        ("Ref: D6076", "D6076"),
        ("Rif.\nU4471", "U4471"),
        ("Référence : GD5521", "GD5521"),
        ("Ref. No.\nCB123456", "CB123456"),
        ("Angebotsnummer: 144240", "144240"),
        ("Referencia interna\nCódigo\n18837\nSi", "18837"),
        ("Voertuignummer\n21407", "21407"),
        ("Garantie\n12 mois\nRéférence\n7341960", "7341960"),
        ("管理番号\nGV-2504", "GV-2504"),
        ("Réf. annonce\nVO-48466", "VO-48466"),
        ("Ref. OC-2231", "OC-2231"),
        ("Nr oferty:\nAKD/214/24", "AKD/214/24"),
        ("Κωδικός οχήματος:\nAP-344", "AP-344"),
        ("Stock # A 2019 Ford", None),
        ("In Stock\nRAM 1500 Laramie", None),
        ("Ref. our terms", None),
        ("Prix de réf. 25 990 €", None),
        ("Consommation (réf. 715/2007)", None),
        ("Ref. 1.6 TDI", None),
        ("Consumi rif. WLTP2020", None),
        ("El código 18837 es nuestro", None),
        ("In Stock\n2019 Ford Focus", None),
        ("Código\n2019 Ford", None),
        ("In stock now: 24 cars", None),
        ("Livestock 2020", None),
        ("Stock # VIN", None),
    ],
)
def test_stock_number(text: str, stock: str | None) -> None:
    assert read_facts(text).stock == stock


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("Price $14,995", 14995.0, "USD"),
        ("£11,935", 11935.0, "GBP"),
        ("€ 34.990,-", 34990.0, "EUR"),
        ("34 990 €", 34990.0, "EUR"),
        ("CHF 18'900", 18900.0, "CHF"),
        ("129 900 zł", 129900.0, "PLN"),
        ("R 249 900", 249900.0, "ZAR"),
        ("1 250 000 ₽", 1250000.0, "RUB"),
        ("車両本体価格\n128.0\n万円", 1280000.0, "JPY"),
        ("支払総額 138.9万円 車両本体価格 128万円", 1280000.0, "JPY"),
        ("月々 24,200円", None, None),
        ("本体価格 323 .9 万円", 3239000.0, "JPY"),
        ("£249 per month", None, None),
        ("€ 499 mtl.", None, None),
        ("$399/mo", None, None),
        ("Was £12,995 Now £11,495", 11495.0, "GBP"),
        ("Save $2,000 Price: $9,995", 9995.0, "USD"),
        ("MSRP $30,000 Sale price $27,500", 27500.0, "USD"),
        ("from £189 per month Cash price £8,800", 8800.0, "GBP"),
        ("Deposit £500 Price £8,800", 8800.0, "GBP"),
        ("15,000 miles", None, None),
        ("Lexus RX 350\n$22,480", 22480.0, "USD"),
        ("THIS PARTICULAR 1973 AUSTIN", None, None),
        ("16 990 €\n85 000 km", 16990.0, "EUR"),
        ("Kontantpris\nKr. 184.900\nFinansiering fra\nkr. 2.395/md.", 184900.0, None),
        ("104 900\nPLN\nCena brutto\nRata od\n1 389 zł\n/mies.", 104900.0, "PLN"),
        ("Vraagprijs\n€ 23.950,-\nFinancial lease v.a.\n€ 389 p/m", 23950.0, "EUR"),
        ("Neupreis 41.200 €\n23.900 €", 23900.0, "EUR"),
        ("€ 18.950\nCatalogusprijs: € 45.000", 18950.0, "EUR"),
        ("12 990 €\nFrais de livraison non compris : 490 €", 12990.0, "EUR"),
        ("Prijs\n€ 24.990\n€ 20.652 excl. BTW", 24990.0, "EUR"),
        ("29.750 €\n25.000 € netto", 29750.0, "EUR"),
        ("£8,995\nMan\nDiesel", 8995.0, "GBP"),
        ("2019 Range Rover £24,995", 24995.0, "GBP"),
        ("23.990 €\n22.490 €\nLieferung gegen Aufpreis ab 299 €", 22490.0, "EUR"),
        ("22.490 €\n23.990 €", 22490.0, "EUR"),
        ("Cash price £9,995\n£8,000 deposit", 9995.0, "GBP"),
        ("13 400 000\n₸\nсредняя цена 13 180 000 ₸", 13400000.0, "KZT"),
        (
            "We carry a bond of $50,000 that covers whatever you may lose with us, from the first day to the last",
            None,
            None,
        ),
    ],
)
def test_price(text: str, price: float | None, currency: str | None) -> None:
    assert price_in(text) == (price, currency)


@pytest.mark.parametrize(
    ("text", "amount"), [("42.500,00", 42500.0), ("11,935", 11935.0), ("8800.50", 8800.5), ("1 234 567", 1234567.0)]
)
def test_amounts_of_several_countries(text: str, amount: float) -> None:
    assert as_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "mileage", "unit"),
    [
        ("61,204 miles", 61204, "mi"),
        ("Mileage\n61,204", 61204, None),
        ("Odometer: 61204 mi", 61204, "mi"),
        ("45.000 km", 45000, "km"),
        ("94k Miles Shown", 94000, "mi"),
        (
            "An electric car that is charged at home at night goes some 300 km on one charge, whatever the weather is.",
            None,
            None,
        ),
        (
            "This one-owner car has covered only 45,000 miles from new and was serviced each year by one garage.",
            45000,
            "mi",
        ),
        ("Range Rover\n45,000 miles", 45000, "mi"),
        ("Accident free, 45,000 miles", 45000, "mi"),
        ("210 km/h\n45.000 km", 45000, "km"),
        ("Mileage\n41,286\nExterior\nHugger Orange\nfewer than 400 miles since", 41286, None),
        ("NAP kilometerstand\n12 maanden garantie\n67.312 km\nGarantie", 67312, "km"),
        ("Χιλιόμετρα\n103.450", 103450, None),
        ("Modelår\n2021\nKilometer\n42.000 km", 42000, "km"),
        ("Ano\n2021/2022\nKm\n41.350", 41350, "km"),
        ("2019\nkm\n45.000", 45000, "km"),
        ("2019\n45.000\nkm\n110 kW", 45000, "km"),
        ("Пробег 168 тис. км", 168000, "km"),
        ("קילומטראז'\n54,800 ק\"מ", 54800, "km"),
        ("Kilometerstand 45.000 km", 45000, "km"),
        ("走行距離\n5.2万km", 52000, "km"),
        ("Пробег 123 000 км", 123000, "km"),
        ("Only 2 miles away", None, None),
        ("Range 320 miles", None, None),
        ("100,000 mile warranty", None, None),
        ("42 mpg", None, None),
        ("Annual mileage\n10,000 miles\nMileage\n61,490 miles", 61490, "mi"),
        ("Mileage 5 doors 61,204 miles", 61204, "mi"),
    ],
)
def test_mileage(text: str, mileage: int | None, unit: str | None) -> None:
    assert mileage_in(text) == (mileage, unit)


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("Audi A4 2018\n€ 12.990\n98.000 km", 12990, "EUR"),
        ("98.000\n€ 12.990", 12990, "EUR"),
        ("12.990\n€\n98.000 km", 12990, "EUR"),
        ("£199 per month\n£12,995", 12995, "GBP"),
        ("Save\n£1,000\n£12,995", 12995, "GBP"),
        ("129.900,-", 129900, None),
        ("RM 58,800", 58800, "MYR"),
        ("₦ 6,200,000", 6200000, "NGN"),
        ("1.250.000 TL", 1250000, "TRY"),
        ("Rp 245.000.000", 245000000, "IDR"),
        ("459,000 บาท", 459000, "THB"),
        ("25 000 lei", 25000, "RON"),
        ("12990 лв.", 12990, "BGN"),
        ("R$ 98.900", 98900, "BRL"),
        ("₹9,45,000", 945000, "INR"),
        ("₹ 9.45 Lakh", 945000, None),
        ("PKR 25.5 lacs", 2550000, None),
        ("Ksh 1,890,000", 1890000, "KES"),
        ("Al contado\n21.900 €\nFinanciado\n20.400 €", 21900, "EUR"),
        ("Precio financiado 20.400 €\n21.900 €", 21900, "EUR"),
        ("Precio al contado o financiado: 12.900 €", 12900, "EUR"),
        ("Garantizado\nFinanciado\n15.900 €", 15900, "EUR"),
        ("Precio contado/financiado: 15.900 €", 15900, "EUR"),
        ("2,450만원", 24500000, "KRW"),
        ("59,900 ₪", 59900, "ILS"),
        ("Audi RS 2018", None, None),
        ("2.0 TL 2018", None, None),
    ],
)
def test_prices_of_other_countries_and_beside_other_amounts(
    text: str, price: float | None, currency: str | None
) -> None:
    assert price_in(text) == (price, currency)


def test_a_unit_that_is_the_next_lines_label() -> None:
    assert mileage_in("Immatricolazione: 05/2019\nKm: 78.000")[0] == 78000
