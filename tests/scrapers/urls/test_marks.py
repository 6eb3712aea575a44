"""Stock photos and placeholders are flagged; spins and logos are no photos."""

import pytest

from scrapers.urls import is_furniture, photo_flags

STOCK = [
    "https://images.dealer.com/autodata/us/640/2017/USC70TOS072B0/USC70TOS071A021044.jpg",
    "https://images.dealer.com/ddc/vehicles/2017/Oak/Sedan/trim_LE/color/Red-640-en_US.jpg",
    "https://images.dealer.com/evox/stills_0640/11351/11351_st0640_052.jpg?imwidth=640",
    "https://inventory-cf.assets-cdk.com/RTT/Oak/2017/3377363/default/int_H2X_deg02.jpg",
    "https://inventory-dmg.assets-cdk.com/chrome_jpgs/2016/20030.jpg",
    "https://vehicle-images.dealerinspire.com/stock-images/chrome/9e3a3374c5684f8d.png",
    "https://oak.example/inventoryphotos/7416/2t2bzmca2kc168351/sp/1.jpg",
    "https://elm.example/photos/11818_cc0640_032_KAB.png",
    "https://elm.example/photos/cc_2017GMT170003_01_640_GBA.png",
    "https://cdn.imagin.studio/getImage?make=oak",
]
PLACEHOLDERS = [
    "https://oak.example/img/no_image.png",
    "https://oak.example/img/noImage_large.png",
    "https://oak.example/img/no-vehicle-image.png",
    "https://images.dealer.com/unavailable_stockphoto.png",
    "https://oak.example/2016/02/photo-coming-soon.jpg",
    "https://oak.example/img/notavailable.jpg",
    "https://oak.example/img/placeholder.svg",
    "https://oak.example/img/image-not-available.jpg",
    "https://oak.example/img/kein-bild.gif",
    "https://oak.example/img/awaiting_image.jpg",
    "https://oak.example/DealerImages/15704/15704_newarrivalphoto.jpg",
]
OWN = [
    "https://oak.example/photos/a1.jpg",
    "https://oak.example/stock/2015-oak-sedan/1.jpg",
    "https://oak.example/stock-images/ab12cde/1.jpg",
    "https://oak.example/inventoryphotos/7416/2t2bzmca2kc168351/ip/1.jpg",
    "https://oak.example/ferrari-dino_image_1.jpg",
    "https://oak.example/casino-photo.jpg",
    "https://oak.example/uploads/IMG_2017_st.jpg",
]


@pytest.mark.parametrize("url", STOCK)
def test_stock(url: str) -> None:
    assert photo_flags(url) == ("stock",)


@pytest.mark.parametrize("url", PLACEHOLDERS)
def test_placeholders(url: str) -> None:
    assert photo_flags(url) == ("placeholder",)


@pytest.mark.parametrize("url", OWN)
def test_a_dealers_own_photos_have_no_flag(url: str) -> None:
    assert photo_flags(url) == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://oak.example/img/oak-logo.png", True),
        ("https://oak.example/img/play-button.png", True),
        ("https://cdn.spincar.com/swipetospin-viewers/oak/7/ec/0-1.jpg", True),
        ("https://oak.example/img/whatsapp.png", True),
        ("https://oak.example/img/featured-ribbon.png", True),
        ("https://oak.example/images/7f3a?rule=dealer-logo.png", True),
        ("https://img.oak.example/eyJidWNrZXQiOiJvYWsiLCJrZXkiOiJkZWFsZXJfbG9nb184OCJ9", True),
        ("https://img.oak.example/eyJidWNrZXQiOiJvYWsiLCJrZXkiOiJjYXJzLzg4LmpwZyJ9", False),
        ("https://oak.example/WhatsApp-Image-2022-11-07-at-4.11.31-PM.jpeg", False),
        ("https://oak.example/WhatsApp%20Image%202022-11-07.jpeg", False),
        ("https://oak.example/blue-ribbon-oak-2019-1.jpg", False),
        ("https://oak.example/1931-pierce-arrow-43-1.jpg", False),
        ("https://oak.example/p/1.jpg?watermark=logo", False),
        ("https://oak.example/logos/a1.jpg", False),
        ("https://oak.example/img/catalogo1.jpg", False),
    ],
)
def test_furniture(url: str, expected: bool) -> None:
    assert is_furniture(url) is expected
