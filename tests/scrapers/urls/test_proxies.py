"""A photo that is asked for through an image proxy is asked for itself."""

import pytest

from scrapers.urls.proxies import unwrapped

A1 = "https://oak.example/cars/a1.jpg"


@pytest.mark.parametrize(
    "url",
    [
        "https://oak.example/_next/image?url=%2Fcars%2Fa1.jpg&w=640&q=75",
        "https://www.example/_next/image?url=https%3A%2F%2Foak.example%2Fcars%2Fa1.jpg&w=640&q=75",
        "https://oak.example/.netlify/images?url=/cars/a1.jpg&w=300",
        "https://images.weserv.nl/?url=https://oak.example/cars/a1.jpg&w=300",
        "https://wsrv.nl/?url=oak.example/cars/a1.jpg",
        "https://i2.wp.com/oak.example/cars/a1.jpg?ssl=1",
        "https://oak.example/timthumb.php?src=/cars/a1.jpg&w=300",
        "https://oak.example/cdn-cgi/image/width=300,quality=75/cars/a1.jpg",
        "https://elm.example/cdn-cgi/image/width=300/https://oak.example/cars/a1.jpg",
        "https://res.cloudinary.com/elm/image/fetch/w_300/https://oak.example/cars/a1.jpg",
        "https://thumbor.example/unsafe/300x200/smart/https%3A%2F%2Foak.example%2Fcars%2Fa1.jpg",
        "https://elm.example/_ipx/w_300/https:/oak.example/cars/a1.jpg",
        "https://oak.example/_ipx/f_webp&w_800/cars/a1.jpg",
        "https://oak.example/_image?href=%2Fcars%2Fa1.jpg&w=400",
        "https://img.example/insecure/rs:fit:400:300/plain/https://oak.example/cars/a1.jpg@webp",
    ],
)
def test_unwrapped(url: str) -> None:
    assert unwrapped(url) == A1


@pytest.mark.parametrize(
    "url",
    [
        A1,
        "https://oak.example/image.php?image=a1.jpg&width=640",
        "https://web.archive.org/web/2016im_/http://oak.example/a1.jpg",
    ],
)
def test_others_are_left_alone(url: str) -> None:
    assert unwrapped(url) == url
