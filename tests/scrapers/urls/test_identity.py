"""Renditions of one photo share an identity, different photos do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.urls import full_size, photo_identity
from tests.scrapers.urls.renditions import SIZES, renditions
from tests.scrapers.urls.test_full_size import GENERAL, LEFT_ALONE, SERVICES

SEGMENT = st.from_regex(r"[a-z]{2,6}[0-9]{1,3}", fullmatch=True)
FILE_URL = st.builds("https://{}.example/{}/{}.jpg".format, SEGMENT, SEGMENT, SEGMENT)
ANY_URL = st.builds(
    "https://{}/{}?{}".format,
    st.sampled_from(
        ["oak.example", "oak.imgix.net", "cdn-ds.com", "i0.wp.com", "pictures.dealer.com", "m.atcdn.co.uk"]
    ),
    st.text("abwh_x-,/:.{}%$01230", max_size=40),
    st.text("abswvt=&%20", max_size=20),
)


def test_renditions_of_one_photo_share_an_identity() -> None:
    urls = (
        "https://oak.example/photos/a1.jpg",
        "https://oak.example/photos/large/a1.jpg",
        "http://www.oak.example/photos/thumbs/a1.jpg?v=77",
        "https://oak.example/photos/Medium/a1-640x480.jpg",
        "https://oak.example/photos/320x240/a1.jpg?w=9",
        "https://oak.example/photos/a1_thumb.jpeg",
        "https://oak.example/photos/tn_a1.webp",
        "https://oak.example/photos/a1@2x.jpg?1502982692",
        "https://oak.example/_next/image?url=%2Fphotos%2Fa1.jpg&w=640&q=75",
    )
    assert {photo_identity(url) for url in urls} == {"oak.example/photos/a1"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://img1.oak.example/p/a1.jpg", "https://img2.oak.example/p/a1.jpg"),
        (
            "https://oak.example/fileadmin/_processed_/d/f/csm_40217_01_4b55c9d15c.jpg",
            "https://oak.example/fileadmin/_processed_/2/7/csm_40217_01_e74215e74f.jpg",
        ),
        (
            "https://oak.example/7/42c8c629656a6362d3ac61e1ba76f602_1024.jpg",
            "https://oak.example/7/42c8c629656a6362d3ac61e1ba76f602_150.jpg",
        ),
        ("https://oak.example/7/r_150x100/a1.jpg", "https://oak.example/7/w_1300x760/a1.jpg"),
        ("https://inventory-cf.assets-cdk.com/1/a1.jpg", "https://inventory-dmg.assets-cdk.com/1/a1.jpg"),
        ("https://oak-uk-0.imgix.net/a1?w=9", "https://oak-uk-3.imgix.net/a1"),
        ("https://cdn-ds.com/s/sz_7/w_64/h_48/a1.jpg", "https://cdn-ds.com/s/sz_9/o_2/ov_3/w_1080/h_608/a1.jpg"),
        ("https://oak.example/a1.jpg?w=9&X-Amz-Signature=1", "https://oak.example/a1.jpg?X-Amz-Signature=2"),
        ("https://p.example/userdata/47/11/AbCd/xxl_kfz1_01.jpg", "https://p.example/userdata/47/11/EfGh/kfz1_01.jpg"),
        (
            "https://photos.strathcom.com/image/show/960x_/a1.jpg",
            "https://photos.strathcom.com/image/show/1200x_/a1.jpg",
        ),
        (
            "https://oak.example/service/picture/640/480/356a192b7913b04c54574d18c28d46e6395428ab",
            "https://oak.example/service/picture/80/60/356a192b7913b04c54574d18c28d46e6395428ab",
        ),
        (
            "https://live.staticflickr.com/65535/512_0ab12cd3_m.jpg",
            "https://live.staticflickr.com/65535/512_0ab12cd3_b.jpg",
        ),
        (
            "https://image.jimcdn.com/app/cms/image/transf/dimension=20x10:format=jpg/path/s1/image/i3/a1.jpg",
            "https://image.jimcdn.com/app/cms/image/transf/dimension=640x100:format=jpg/path/s1/image/i3/a1.jpg",
        ),
        ("https://img.oak.example/unsafe/800x600/smart/a1.jpg", "https://img.oak.example/unsafe/fit-in/40x30/a1.jpg"),
        ("https://oak.example/123-home_default/peugeot.jpg", "https://oak.example/123-thickbox_default/peugeot.jpg"),
        (
            "https://oak.example/media/catalog/product/cache/1/image/600x600/9df78eab/a/b/ab.jpg",
            "https://oak.example/media/catalog/product/cache/1/thumbnail/75x/9df78eab/a/b/ab.jpg",
        ),
        (
            "https://http2.mlstatic.com/D_NQ_NP_2X_846868-MLA77774466_052024-F.webp",
            "https://http2.mlstatic.com/D_Q_NP_846868-MLA77774466_052024-R.webp",
        ),
        ("https://oak.example/a1.jpg?w=1200&hash=0A1B", "https://oak.example/a1.jpg?w=90&hash=9C8D"),
        ("https://oak.example/a1.jpg?class=S640X640", "https://oak.example/a1.jpg?class=S1600X1600"),
        ("https://cs.copart.com/v1/PIX1/a1_ful.jpg", "https://cs.copart.com/v1/PIX1/a1_thb.jpg"),
        ("https://images.craigslist.org/00a0a_a1_600x450.jpg", "https://images.craigslist.org/00a0a_a1_50x50c.jpg"),
        ("https://media.ed.edmunds-media.com/a1_717.jpg", "https://media.ed.edmunds-media.com/a1_1600.jpg"),
        ("https://oak.example/stock/1/600x400-a1.jpg", "https://oak.example/stock/1/1400x0-a1.jpg"),
        ("https://oak.example/uploads/a1-300x200.jpg.webp", "https://oak.example/uploads/a1.jpg"),
        ("https://oak.example/uploads/a1.jpg?250", "https://oak.example/uploads/a1.jpg?1600"),
        (
            "https://cdn.group.renault.com/renew/a1.jpg.ximg.full.webp/171628004",
            "https://cdn.group.renault.com/renew/a1.jpg.ximg.small.webp/171628004",
        ),
        (
            "https://carsales.pxcrush.net/carsales/cars/dealer/a1.jpg",
            "https://carsales.pxcrush.net/carsales/cars/dealer/a1.jpg?pxc_method=gravityfill&pxc_size=480,320",
        ),
        ("https://oak.example/7/klein/17628c5df281.jpg", "https://oak.example/7/groot/17628c5df281.jpg"),
        ("https://oak.example/7/miniatura/17628c5df281.jpg", "https://oak.example/7/17628c5df281.jpg"),
    ],
    ids=[
        "numbered hosts",
        "TYPO3",
        "a digest and a size",
        "a size with a letter",
        "CDK",
        "imgix",
        "DealerFire",
        "signed",
        "Modix",
        "Strathcom",
        "sizes before a hash",
        "Flickr",
        "Jimdo",
        "thumbor",
        "PrestaShop",
        "Magento",
        "Mercado Libre",
        "a proven size",
        "a size of any name",
        "Copart",
        "Craigslist",
        "Edmunds",
        "size before the name",
        "optimised",
        "a width alone",
        "Renault",
        "carsales",
        "Dutch sizes",
        "a Spanish thumbnail",
    ],
)
def test_services_renditions_share_an_identity(one: str, other: str) -> None:
    assert photo_identity(one) == photo_identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://oak.example/a1.jpg", "https://oak.example/a2.jpg"),
        (
            "https://oak.example/3f2b8c1e-1111-4222-8333-444455556abc_001.jpg",
            "https://oak.example/3f2b8c1e-1111-4222-8333-444455556abc_002.jpg",
        ),
        (
            "https://oak.example/3f2b8c1e-1111-4222-8333-444455556abc-a.jpg",
            "https://oak.example/3f2b8c1e-1111-4222-8333-444455556abc-b.jpg",
        ),
        ("https://oak.example/photo?id=1", "https://oak.example/photo?id=2"),
        ("https://oak.example/photo.php?v=1", "https://oak.example/photo.php?v=2"),
        ("https://oak.example/car1/1.jpg", "https://oak.example/car2/1.jpg"),
        ("https://oak.example/a-1.jpg", "https://oak.example/a-2.jpg"),
        ("https://oak.example/1.jpg", "https://elm.example/1.jpg"),
        ("https://oak.example/w124/1.jpg", "https://oak.example/w211/1.jpg"),
        ("https://oak.example/100/200/1.jpg", "https://oak.example/100/201/1.jpg"),
        ("https://oak.example/IMG_0640.jpg", "https://oak.example/IMG_0641.jpg"),
        ("https://oak.example/car-1024.jpg", "https://oak.example/car-1025.jpg"),
        ("https://car1.oak.example/1.jpg", "https://car2.oak.example/1.jpg"),
        ("https://oak.example/photo?250", "https://oak.example/photo?251"),
        ("https://oak.example/haendler/klein/1.jpg", "https://oak.example/haendler/gross/1.jpg"),
        ("https://oak.example/fiat/grande/foto-1.jpg", "https://oak.example/fiat/foto-1.jpg"),
        ("https://oak.example/p/grand-scenic.jpg", "https://oak.example/p/scenic.jpg"),
        ("https://oak.example/p/golf-grande1.jpg", "https://oak.example/p/golf-grande2.jpg"),
    ],
)
def test_different_photos_do_not_share_an_identity(one: str, other: str) -> None:
    assert photo_identity(one) != photo_identity(other)


@pytest.mark.parametrize("url", [url for url, _ in SERVICES + GENERAL] + LEFT_ALONE)
def test_the_full_size_is_the_same_photo(url: str) -> None:
    assert photo_identity(full_size(url)) == photo_identity(url)


@pytest.mark.slow
@given(url=FILE_URL, size=st.sampled_from(SIZES))
def test_any_photos_renditions_share_its_identity(url: str, size: str) -> None:
    assert {photo_identity(one) for one in renditions(url, size)} == {photo_identity(url)}


@settings(deadline=None)
@given(url=ANY_URL)
def test_the_full_size_of_any_url_is_final_and_the_same_photo(url: str) -> None:
    full = full_size(url)
    assert full_size(full) == full
    assert photo_identity(full) == photo_identity(url)
