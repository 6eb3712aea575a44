"""Is a page one vehicle's, or a list of them? By what is on it; an address alone may say nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """What speaks for one vehicle and for a list.

    is_named: the page's address names the vehicle (its VIN, or the address that JSON gives a vehicle). is_described:
    JSON-LD tells of one vehicle outside of lists; is_product: of one product. is_in_state: JSON in scripts does.
    address_marks: of a vehicle's page in the address, 0 to 4. photos: outside of cards and of links to other pages, or
    in a list of its own in scripts.
    facts: how many of VIN or serial, stock number, price, mileage the page's own text has. has_vehicle_heading: its h1
    has a model year. is_like_cards: the page's address is made as those of its cards are: it is a vehicle's as they
    are. cards, is_list_address, has_next, has_total: of lists. is_other_address: the page's address is
    that of an article, a contact form and the like. is_dated: as a blog's posts are (/2024/05/…), some of which are
    vehicles. is_gone: its heading says that there is no such page. is_of_model: it says where prices of a model begin,
    and no number or mileage of one vehicle.
    """

    is_named: bool = False
    is_described: bool = False
    is_product: bool = False
    is_in_state: bool = False
    address_marks: int = 0
    photos: int = 0
    facts: int = 0
    has_vehicle_heading: bool = False
    cards: int = 0
    is_like_cards: bool = False
    is_list_address: bool = False
    has_next: bool = False
    has_total: bool = False
    is_other_address: bool = False
    is_dated: bool = False
    is_gone: bool = False
    is_of_model: bool = False


def is_detail(evidence: Evidence) -> bool:
    """True for one vehicle's page. A gallery without any word of a vehicle is none, nor is a price alone."""
    one = evidence
    is_known = one.is_named or one.is_described
    if one.is_other_address and not is_known and not (one.facts >= 3 and one.photos >= 4):
        return False
    if one.is_of_model and not is_known:
        return False
    if (one.is_gone or one.is_dated) and not is_known and one.facts < 2:
        return False
    for_vehicle = (
        8 * one.is_named
        + 5 * one.is_like_cards
        + 5 * one.is_described
        + 2 * one.is_product
        + 3 * one.is_in_state
        + (2 if one.address_marks == 2 else 3 if one.address_marks > 2 else 0)
        + min(6, one.photos // 2)
        + 1.5 * one.facts
        + one.has_vehicle_heading
    )
    for_list = (
        (min(6, 1 + one.cards // 2) if one.cards >= 2 else 0)
        + 2 * (one.cards >= 8)
        + 4 * one.is_list_address
        + 2 * one.has_next
        + 2 * one.has_total
    )
    tells_of_vehicle = (
        one.is_named
        or one.is_described
        or one.is_in_state
        or one.address_marks >= 2
        or one.facts >= 2
        or (one.facts + one.has_vehicle_heading + one.is_product >= 1 and one.photos >= 4)
    )
    return bool(tells_of_vehicle) and for_vehicle >= 2 and for_vehicle > for_list
