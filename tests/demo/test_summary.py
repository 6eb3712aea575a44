import pytest

from carcls.catalog import Catalog
from carcls.catalog.sightings import SeenPhoto, VehicleIdentity, record_dealer, record_sighting, record_vehicle
from carcls.catalog.tables import GroupMember, Model, Photo, Prediction, Promotion
from carcls.demo.dealership import Dealership, Truth
from carcls.demo.summary import NightNumbers, summarize

NIGHTS = [NightNumbers(1, 30, 28, 27), NightNumbers(2, 33, 3, 3), NightNumbers(3, 33, 0, 0)]
KEYS = [
    "photos",
    "photos_seen",
    "unique",
    "duplicates",
    "rejected",
    "failed",
    "downloads_night_1",
    "labelled_night_1",
    "new_photos_night_1",
    "downloads_night_2",
    "labelled_night_2",
    "new_photos_night_2",
    "downloads_night_3",
    "labelled_night_3",
    "new_photos_night_3",
    "model",
    "judged",
    "abstained",
    "accuracy",
    "unseen_dealer",
    "unseen_judged",
    "unseen_accuracy",
    "unseen_coverage",
    "unseen_accuracy_not_abstained",
    "seconds",
]


def rows_of(dealership: Dealership, dealer: str, label: str, count: int) -> list[Truth]:
    return [row for row in dealership.truth.values() if row.dealers == (dealer,) and row.label == label][:count]


def fill(catalog: Catalog, shown: list[tuple[str, str | None]], rejected: str) -> None:
    """Photos at the URLs given: (url, sha256); the last argument is one that is no photo."""
    with catalog.session() as session:
        for sha256 in sorted({sha256 for _, sha256 in shown if sha256}):
            session.add(Photo(sha256=sha256, state="rejected" if sha256 == rejected else "ok", bytes=1))
        session.flush()
        dealer_id = record_dealer(session, "summit")
        vehicle_id = record_vehicle(session, dealer_id, VehicleIdentity(stock_number="SU1"))
        for url, sha256 in shown:
            record_sighting(
                session,
                dealer_id=dealer_id,
                vehicle_id=vehicle_id,
                crawl_id=None,
                seen=SeenPhoto(url, url, error=None if sha256 else "404"),
                photo_sha256=sha256,
            )


def predict(catalog: Catalog, digest: str, said: list[tuple[str, str, bool]]) -> None:
    """A champion that said (sha256, class, abstained)."""
    with catalog.session() as session:
        session.add(Model(digest=digest, architecture="cnn", path=digest, metrics={}))
        session.flush()
        session.add(Promotion(model_digest=digest, reason="test"))
        for sha256, label, abstained in said:
            session.add(
                Prediction(
                    photo_sha256=sha256,
                    model_digest=digest,
                    label=label,
                    confidence=0.9,
                    probabilities={label: 0.9},
                    abstained=abstained,
                )
            )


@pytest.fixture
def photos(dealership: Dealership) -> list[str]:
    """Three exteriors, two interiors and one other of the unseen dealer, then two exteriors of a seen one."""
    rows = [
        *rows_of(dealership, "summit", "exterior", 3),
        *rows_of(dealership, "summit", "interior", 2),
        *rows_of(dealership, "summit", "other", 1),
        *rows_of(dealership, "harbour", "exterior", 2),
    ]
    return [row.sha256 for row in rows]


def test_counts_of_urls_add_up(catalog: Catalog, dealership: Dealership, photos: list[str]) -> None:
    one, other, third, broken, *_ = photos
    shown = [("u1", one), ("u2", one), ("u3", other), ("u4", third), ("u5", broken), ("u6", None)]
    fill(catalog, shown, rejected=broken)
    with catalog.session() as session:  # two contents, one picture
        for sha256, is_best in ((other, True), (third, False)):
            session.add(GroupMember(photo_sha256=sha256, group_id=other, is_best=is_best))
    summary = summarize(catalog, dealership, NIGHTS, {})
    counts = {name: summary[name] for name in ("photos_seen", "unique", "duplicates", "rejected", "failed")}
    assert counts == {"photos_seen": 6, "unique": 2, "duplicates": 2, "rejected": 1, "failed": 1}


def test_keys_and_nights(catalog: Catalog, dealership: Dealership) -> None:
    summary = summarize(catalog, dealership, NIGHTS, {"start": 1.25, "night_1": 30.0})
    assert list(summary) == KEYS
    assert [summary[f"downloads_night_{night}"] for night in (1, 2, 3)] == [28, 3, 0]
    assert [summary[f"labelled_night_{night}"] for night in (1, 2, 3)] == [27, 3, 0]
    assert summary["new_photos_night_2"] == dealership.expected(2).new_photos
    assert summary["new_photos_night_3"] == 0
    assert summary["seconds"] == {"start": 1.2, "night_1": 30.0, "total": 31.2}


def test_without_a_champion_nothing_is_judged(catalog: Catalog, dealership: Dealership) -> None:
    summary = summarize(catalog, dealership, NIGHTS, {})
    assert (summary["photos"], summary["model"], summary["judged"]) == ("real", None, 0)
    assert summary["accuracy"] is None
    assert summary["unseen_accuracy"] is None


def test_accuracy_of_all_and_of_the_unseen_dealer(catalog: Catalog, dealership: Dealership, photos: list[str]) -> None:
    fill(catalog, [(f"u{number}", sha256) for number, sha256 in enumerate(photos)], rejected="")
    said = ["exterior", "exterior", "interior", "interior", "interior", "exterior", "exterior", "interior"]
    abstained = [False, False, True, False, False, False, False, False]
    predict(catalog, "m" * 64, list(zip(photos, said, abstained, strict=True)))
    summary = summarize(catalog, dealership, NIGHTS, {})
    assert (summary["model"], summary["judged"], summary["abstained"]) == ("m" * 64, 8, 1)
    assert summary["accuracy"] == 0.625  # wrong: an exterior, an other, and one at harbour
    assert (summary["unseen_dealer"], summary["unseen_judged"], summary["unseen_accuracy"]) == ("summit", 5, 0.8)
    assert (summary["unseen_coverage"], summary["unseen_accuracy_not_abstained"]) == (0.8, 1.0)


def test_only_the_champion_counts(catalog: Catalog, dealership: Dealership, photos: list[str]) -> None:
    fill(catalog, [("u", photos[0])], rejected="")
    predict(catalog, "a" * 64, [(photos[0], "interior", False)])
    predict(catalog, "b" * 64, [(photos[0], "exterior", False)])
    assert summarize(catalog, dealership, NIGHTS, {})["accuracy"] == 1.0
