"""Invented vehicles: real makes and models, made-up everything else, VINs whose check digit is right."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

VIN_VALUES = {**{str(digit): digit for digit in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
VIN_VALUES |= {**dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9}
VIN_VALUES |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_YEARS = {2017: "H", 2018: "J", 2019: "K", 2020: "L", 2021: "M", 2022: "N", 2023: "P", 2024: "R"}

# World manufacturer identifier, make, model, price of a new one in pounds.
MODELS = (
    ("WAU", "Audi", "A4 Avant", 41_000),
    ("WBA", "BMW", "320d Touring", 44_000),
    ("SAJ", "Jaguar", "F-Pace", 52_000),
    ("SAL", "Land Rover", "Discovery Sport", 47_000),
    ("VF1", "Renault", "Clio", 19_000),
    ("VF3", "Peugeot", "3008", 33_000),
    ("WVW", "Volkswagen", "Golf", 28_000),
    ("YV1", "Volvo", "XC60", 49_000),
    ("JTD", "Toyota", "Corolla", 30_000),
    ("KNA", "Kia", "Sportage", 32_000),
    ("TMB", "Skoda", "Octavia", 29_000),
    ("VSS", "Seat", "Leon", 25_000),
    ("WF0", "Ford", "Focus", 26_000),
    ("ZFA", "Fiat", "500", 17_000),
    ("JMZ", "Mazda", "CX-5", 34_000),
    ("WDD", "Mercedes-Benz", "C 220", 46_000),
)
COLOURS = ("Black", "White", "Silver", "Grey", "Blue", "Red", "Green", "Bronze")


@dataclass(frozen=True)
class Vehicle:
    """One vehicle on offer. price: pounds; mileage: miles."""

    vin: str
    stock_number: str
    year: int
    make: str
    model: str
    colour: str
    price: int
    mileage: int

    @property
    def title(self) -> str:
        """As the dealer heads the page."""
        return f"{self.year} {self.make} {self.model}"

    @property
    def slug(self) -> str:
        """As it stands in the page's address."""
        return f"{self.title} {self.stock_number}".lower().replace(" ", "-")


def vin_check_digit(vin: str) -> str:
    """The ninth character that a VIN of 17 characters should have: a digit, or X for ten. Source: 49 CFR 565.15.

    >>> vin_check_digit("1M8GDM9AXKP042788")
    'X'
    """
    remainder = sum(VIN_VALUES[sign] * weight for sign, weight in zip(vin, VIN_WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def invent_vehicles(count: int, prefix: str, random: Random) -> list[Vehicle]:
    """Distinct vehicles; stock numbers are `prefix` and a running number."""
    vehicles = []
    for number in range(count):
        manufacturer, make, model, new_price = random.choice(MODELS)
        year = random.choice(list(VIN_YEARS))
        described = "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=5))
        serial = 100_000 + number * 911 + random.randrange(900)
        blank = f"{manufacturer}{described}0{VIN_YEARS[year]}A{serial}"
        age = 2025 - year
        vehicles.append(
            Vehicle(
                vin=blank[:8] + vin_check_digit(blank) + blank[9:],
                stock_number=f"{prefix}{10_240 + number}",
                year=year,
                make=make,
                model=model,
                colour=random.choice(COLOURS),
                price=round(new_price * 0.86**age * random.uniform(0.94, 1.06) / 100) * 100 - 5,
                mileage=round(age * random.uniform(6_000, 13_000)),
            )
        )
    return vehicles
