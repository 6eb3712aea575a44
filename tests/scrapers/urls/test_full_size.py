"""The largest rendition is asked for first; the page's own ones are what is fallen back on."""

import pytest

from scrapers.urls import Rendition, full_size, largest_first, looks_like_photo

HASH = "1f0e3dad99908345f7439f8ffabdffc4"

SERVICES = [
    ("https://pictures.dealer.com/o/oak/0713/thumb_a1x.jpg", "https://pictures.dealer.com/o/oak/0713/a1x.jpg"),
    ("https://pictures.dealer.com/o/oak/a1x.jpg?impolicy=downsize&w=400", "https://pictures.dealer.com/o/oak/a1x.jpg"),
    ("https://content.homenetiol.com/1/2/640x480/a1.jpg", "https://content.homenetiol.com/1/2/0x0/a1.jpg"),
    ("https://content.homenetiol.com/1/2/300x10000/a1.jpg", "https://content.homenetiol.com/1/2/0x0/a1.jpg"),
    ("https://content.homenetiol.com/640x480/a1.jpg", "https://content.homenetiol.com/640x480/a1.jpg"),
    (
        "https://inventory-cf.assets-cdk.com/4/7/0/152208x640.jpg",
        "https://inventory-cf.assets-cdk.com/4/7/0/152208.jpg",
    ),
    ("https://inventory-cf.assets-cdk.com/4/7/0/152208x90.jpg", "https://inventory-cf.assets-cdk.com/4/7/0/152208.jpg"),
    (
        "https://vehicle-images.dealerinspire.com/1a-2/thumbnails/large/VIN/a1.jpg",
        "https://vehicle-images.dealerinspire.com/1a-2/VIN/a1.jpg",
    ),
    (
        "https://oak.example/inventoryphotos/7/vin/ip/thumbs/1.jpg?width=320",
        "https://oak.example/inventoryphotos/7/vin/ip/1.jpg",
    ),
    ("https://cdn-ds.com/stock/x/sz_7/w_640/h_480/zc_4:3/a1.jpg", "https://cdn-ds.com/stock/x/sz_7/a1.jpg"),
    ("https://cdn05.carsforsale.com/00ed/480x360/a1.jpg", "https://cdn05.carsforsale.com/00ed/1280x960/a1.jpg"),
    ("https://oak.example/image/cache/catalog/a1-1000x750.jpg", "https://oak.example/image/catalog/a1.jpg"),
    ("https://img.autorevo.com/oak/a1-thumb.jpg", "https://img.autorevo.com/oak/a1-large.jpg"),
    ("https://img.sm360.ca/ir/w640h480c/images/a1.jpg", "https://img.sm360.ca/images/a1.jpg"),
    (
        "https://imagescf.dealercenter.net/640/480/202604-a1.jpg",
        "https://imagescf.dealercenter.net/1920/1080/202604-a1.jpg",
    ),
    (
        "https://cdn.dealerspike.com/imglib/v1/800x600/imglib/Assets/a1.jpg",
        "https://cdn.dealerspike.com/imglib/Assets/a1.jpg",
    ),
    (
        "https://images.clickdealer.co.uk/vehicles/7/75/96x72/1.jpg",
        "https://images.clickdealer.co.uk/vehicles/7/75/large1/1.jpg",
    ),
    ("https://m.atcdn.co.uk/a/media/{resize}/a1.jpg", "https://m.atcdn.co.uk/a/media/a1.jpg"),
    ("https://m.atcdn.co.uk/a/media/%7Bresize%7D/a1.jpg", "https://m.atcdn.co.uk/a/media/a1.jpg"),
    ("https://m.atcdn.co.uk/a/media/w480h360/a1.jpg", "https://m.atcdn.co.uk/a/media/a1.jpg"),
    ("https://img.autotrader.co.za/17873025/Crop800x600", "https://img.autotrader.co.za/17873025"),
    (
        "https://platform.cstatic-images.com/large/in/v2/7/a1.jpg",
        "https://platform.cstatic-images.com/xxlarge/in/v2/7/a1.jpg",
    ),
    ("https://prod.pictures.autoscout24.net/a1.jpg/250x188.webp", "https://prod.pictures.autoscout24.net/a1.jpg"),
    (
        "https://img.classistatic.de/api/v1/mo-prod/images/a1/a1b2?rule=mo-160.jpg",
        "https://img.classistatic.de/api/v1/mo-prod/images/a1/a1b2?rule=mo-1600.jpg",
    ),
    (
        "https://img.classistatic.de/api/v1/mo-prod/images/a1/a1b2",
        "https://img.classistatic.de/api/v1/mo-prod/images/a1/a1b2?rule=mo-1600.jpg",
    ),
    ("https://i.ebayimg.com/00/s/a1/z/b2/$_27.JPG", "https://i.ebayimg.com/00/s/a1/z/b2/$_57.JPG"),
    (
        "https://vtpimages.audi.com/carimg2/75/46.jpg?im=Resize,width=640",
        "https://vtpimages.audi.com/carimg2/75/46.jpg",
    ),
    ("https://oak.imgix.net/a1.jpg?auto=format&w=300&fit=crop&ixlib=rb", "https://oak.imgix.net/a1.jpg"),
    (
        "https://res.cloudinary.com/oak/image/upload/w_300,h_200,c_fill/f_auto/v17/cars/a1.jpg",
        "https://res.cloudinary.com/oak/image/upload/v17/cars/a1.jpg",
    ),
    ("https://ik.imagekit.io/oak/tr:w-300,h-200/a1.jpg", "https://ik.imagekit.io/oak/a1.jpg"),
    ("https://s7d1.scene7.com/is/image/Oak/a1?wid=300&hei=200", "https://s7d1.scene7.com/is/image/Oak/a1?scl=1"),
    (
        "https://static.wixstatic.com/media/a1.jpg/v1/fill/w_300,h_200/a1.jpg",
        "https://static.wixstatic.com/media/a1.jpg",
    ),
    ("https://oak.example/cdn/shop/products/a1_300x.jpg?v=7", "https://oak.example/cdn/shop/products/a1.jpg?v=7"),
    ("https://lh3.googleusercontent.com/a1=w1333-h1000-k-no", "https://lh3.googleusercontent.com/a1=s0"),
    (
        "https://ireland.apollo.olxcdn.com/v1/files/a1-PL/image;s=644x461",
        "https://ireland.apollo.olxcdn.com/v1/files/a1-PL/image",
    ),
    ("https://img1.wsimg.com/isteam/ip/a1/b2.jpg/:/rs=w:365,cg:true", "https://img1.wsimg.com/isteam/ip/a1/b2.jpg"),
    ("https://uploads-ssl.webflow.com/5f/a1-p-500.jpeg", "https://uploads-ssl.webflow.com/5f/a1.jpeg"),
    ("https://irp.cdn-website.com/a1/dms3rep/multi/b2-640w.jpg", "https://irp.cdn-website.com/a1/dms3rep/multi/b2.jpg"),
    ("https://1.bp.blogspot.com/-x/a1/s320/b2.jpg", "https://1.bp.blogspot.com/-x/a1/s1600/b2.jpg"),
    (
        "https://oak.supabase.co/storage/v1/render/image/public/a1.jpg?width=400",
        "https://oak.supabase.co/storage/v1/object/public/a1.jpg",
    ),
    (
        "https://oak.example/sites/default/files/styles/large/public/a1.jpg?itok=x7",
        "https://oak.example/sites/default/files/a1.jpg",
    ),
    (
        "https://oak.example/rails/active_storage/representations/redirect/eyJa--1/eyJb--2/a1.jpg",
        "https://oak.example/rails/active_storage/blobs/redirect/eyJa--1/a1.jpg",
    ),
    (
        f"https://cdn.sanity.io/images/p/q/{HASH}89abcdef-400x300.jpg?w=80&fit=max",
        f"https://cdn.sanity.io/images/p/q/{HASH}89abcdef-400x300.jpg",
    ),
]

GENERAL = [
    ("https://oak.example/uploads/a1-300x200.jpg", "https://oak.example/uploads/a1.jpg"),
    ("https://oak.example/w_300,h_200/a1.jpg", "https://oak.example/a1.jpg"),
    ("https://oak.example/uploads/a1-300x200.jpg.webp", "https://oak.example/uploads/a1.jpg.webp"),
    ("https://oak.example/a1.jpg/359x269cut/", "https://oak.example/a1.jpg"),
    ("https://oak.example/a1.jpg.400x300_q85_crop.jpg", "https://oak.example/a1.jpg"),
    ("https://oak.example/a1.jpg?anchor=center&mode=crop&width=400&rnd=7", "https://oak.example/a1.jpg?rnd=7"),
    ("https://oak.example/a1.jpg?im=Resize,width=640", "https://oak.example/a1.jpg"),
    ("https://oak.example/w640/a1.jpg", "https://oak.example/a1.jpg"),
    ("https://oak.example/a1.jpg?width=300&id=7#top", "https://oak.example/a1.jpg?id=7"),
    ("https://oak.example/photo?name=a%20b+c&w=300", "https://oak.example/photo?name=a%20b+c"),
]

LEFT_ALONE = [
    "https://oak.example/a1.jpg?id=7&v=2",
    "https://oak.example/2019x2020/a1.jpg",
    "https://oak.example/mercedes/w211/a1.jpg",
    "https://oak.example/c_class/a1.jpg",
    "https://oak.example/photo.ashx?id=7&size=large",
    "https://oak.example/a1.jpg?w=300&Expires=1&Signature=ab&Key-Pair-Id=c",
    "https://oak.example/a1.jpg?w=300&X-Amz-Signature=ab",
    f"https://oak.imgix.net/a1.jpg?w=300&s={HASH}",
    "https://res.cloudinary.com/oak/image/upload/s--ab12--/w_300/a1.jpg",
]


@pytest.mark.parametrize(("url", "expected"), SERVICES + GENERAL)
def test_full_size(url: str, expected: str) -> None:
    assert full_size(url) == expected
    assert full_size(expected) == expected


@pytest.mark.parametrize("url", LEFT_ALONE)
def test_what_no_rule_knows_or_a_signature_guards_is_left_alone(url: str) -> None:
    assert full_size(url) == url


@pytest.mark.parametrize(
    ("renditions", "expected"),
    [
        (
            [Rendition("https://o.example/s.jpg", 300), Rendition("https://o.example/l.jpg", 900)],
            ("https://o.example/l.jpg", "https://o.example/s.jpg"),
        ),
        (
            [Rendition("https://o.example/a-300x200.jpg"), Rendition("https://o.example/a-768x512.jpg")],
            ("https://o.example/a.jpg", "https://o.example/a-768x512.jpg", "https://o.example/a-300x200.jpg"),
        ),
        (
            [Rendition("https://o.example/thumb/a.jpg"), Rendition("https://o.example/big/a.jpg")],
            ("https://o.example/big/a.jpg", "https://o.example/thumb/a.jpg"),
        ),
        (
            [Rendition("https://o.example/a.jpg"), Rendition("https://o.example/a_large.jpg")],
            ("https://o.example/a_large.jpg", "https://o.example/a.jpg"),
        ),
        ([Rendition("https://o.example/a.jpg")], ("https://o.example/a.jpg",)),
        (
            [Rendition(f"https://o.example/{word}/a7.jpg") for word in ("klein", "middel", "groot")],
            tuple(f"https://o.example/{word}/a7.jpg" for word in ("groot", "middel", "klein")),
        ),
        (
            [Rendition(f"https://o.example/grand-cherokee{end}.jpg") for end in ("-thumb", "")],
            tuple(f"https://o.example/grand-cherokee{end}.jpg" for end in ("", "-thumb")),
        ),
        (
            [Rendition("https://o.example/7/md/a7.jpg"), Rendition("https://o.example/7/a7.jpg")],
            ("https://o.example/7/a7.jpg", "https://o.example/7/md/a7.jpg"),
        ),
        (
            [Rendition(f"https://images.finncdn.no/dynamic/{size}/item/7/a7") for size in ("default", "960w", "1600w")],
            tuple(f"https://images.finncdn.no/dynamic/{size}/item/7/a7" for size in ("1600w", "960w", "default")),
        ),
        (
            [Rendition("https://imagedelivery.net/k/a7/w=1280", 1280), Rendition("https://imagedelivery.net/k/a7/public")],
            ("https://imagedelivery.net/k/a7/public", "https://imagedelivery.net/k/a7/w=1280"),
        ),
    ],
    ids=["widths of a srcset", "widths in the names", "words in the folders", "a word in the name", "one alone",
         "Dutch words", "a model", "beside the middle one", "widths with a letter", "Cloudflare"],
)  # fmt: skip
def test_the_largest_comes_first(renditions: list[Rendition], expected: tuple[str, ...]) -> None:
    assert largest_first(renditions) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("/a.JPG?x=1", True), ("/a.webp", True), ("/logo.svg", False), ("/photo/7", False), ("/a.jpg/page", False)],
)
def test_looks_like_photo(url: str, expected: bool) -> None:
    assert looks_like_photo(url) is expected
