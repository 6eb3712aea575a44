"""A maker's picture and a card that stands for a photo: taken, flagged, labelled for what they are."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from carcls.curate.site_labels import label_from_site
from carcls.deliver.export import export_labels
from carcls.taxonomy import load_taxonomy
from tests.pictures import photo
from tests.scrapers.crawling import catalog_in, crawl, last_crawl, rows
from tests.scrapers.site import Site, car, card, html, image, page_of_car

pytestmark = pytest.mark.slow
STOCK, CARD, OWN = "/stock-images/chrome/2019-ford.jpg", "/images/photo-coming-soon.jpg", "/photos/{}.jpg"


def test_stock_photos_and_placeholders_from_the_page_to_the_export(tmp_path: Path) -> None:
    """Two cars show both under a tab `Exterior`, beside a photo of their own and a frame of a player."""
    with Site() as site:
        site.answers |= {"/": html(card(1) + card(2)), STOCK: image(photo(8)), CARD: image(photo(9))}
        for number in (1, 2):
            shown = (OWN.format(number), STOCK, CARD, "/spincar/frame.jpg")
            gallery = "".join(f'<a href="{path}"><img src="{path}"></a>' for path in shown)
            site.answers[page_of_car(number)] = car(number, f'<section data-tab="Exterior">{gallery}</section>')
            site.answers[OWN.format(number)] = image(photo(number))
        crawl(tmp_path, f"url={site.url}/")
        asked = sorted(path for _, path, _ in site.asked() if path.endswith(".jpg"))
        url = site.url
    assert asked == [CARD, OWN.format(1), OWN.format(2), STOCK]
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["photos_seen"], ended.stats["photos_shared"]) == ("finished", 6, 2)
    flagged = [(CARD, "placeholder"), (OWN.format(1), None), (OWN.format(2), None), (STOCK, "stock")]
    found = rows(tmp_path, "SELECT DISTINCT url, flags FROM sightings ORDER BY url")
    assert [(found_url.removeprefix(url), flags) for found_url, flags in found] == flagged

    with catalog_in(tmp_path) as catalog:
        label_from_site(catalog, load_taxonomy())
        buffer = io.BytesIO()
        export_labels(catalog, buffer, "jsonl", load_taxonomy())
    exported = [json.loads(line) for line in buffer.getvalue().splitlines()]
    assert len(exported) == 6
    said = {(row["photo_url"].removeprefix(url), row["flags"], row["label"], row["source"]) for row in exported}
    assert said == {
        (CARD, "placeholder", "other", "site"),
        (OWN.format(1), None, "exterior", "site"),
        (OWN.format(2), None, "exterior", "site"),
        (STOCK, "stock", "exterior", "site"),
    }
