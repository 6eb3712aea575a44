"""Weak labels from the dealers' own sites: gallery tabs, captions, file names."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import and_, select

from carcls.catalog import Catalog
from carcls.catalog.tables import Dealer, Label, Photo, Sighting
from carcls.curate.labels import record_labels
from carcls.taxonomy import Taxonomy

PLACEHOLDER = "placeholder"  # the flag, the view and the word


def label_from_site(catalog: Catalog, taxonomy: Taxonomy) -> int:
    """Label the photos that their own site names and that have no label of that dealer yet.

    A tag counts more than a caption, a caption more than a file name; but a card that stands for a missing photo is
    that, whatever tab it stands under. Where one dealer's pages contradict each other on a photo, nothing is said.

    Returns:
        The number of new labels.
    """
    with catalog.read() as session:
        unsaid = (
            select(
                Sighting.photo_sha256, Dealer.name, Sighting.site_tag, Sighting.alt_text, Sighting.url, Sighting.flags
            )
            .join(Dealer, Dealer.id == Sighting.dealer_id)
            .join(Photo, and_(Photo.sha256 == Sighting.photo_sha256, Photo.state == "ok"))
            .outerjoin(
                Label,
                and_(Label.photo_sha256 == Sighting.photo_sha256, Label.source == "site", Label.author == Dealer.name),
            )
            .where(Label.id.is_(None), Sighting.first_crawl_id.is_not(None))
        )
        said: dict[tuple[str, str], set[str]] = defaultdict(set)
        for sha256, dealer, tag, alt_text, url, flags in session.execute(unsaid).tuples():
            if PLACEHOLDER in (flags or "").split(","):
                label = taxonomy.class_of_view(PLACEHOLDER) or taxonomy.class_of_text(PLACEHOLDER)
            else:
                label = class_of_sighting(taxonomy, tag, alt_text, url)
            if label is not None and sha256 is not None:
                said[sha256, dealer].add(label)
    rows = [
        {"photo_sha256": sha256, "label": min(labels), "view": None, "source": "site", "author": dealer}
        for (sha256, dealer), labels in sorted(said.items())
        if len(labels) == 1
    ]
    with catalog.session() as session:
        record_labels(session, taxonomy, rows)
    return len(rows)


def class_of_sighting(taxonomy: Taxonomy, tag: str | None, alt_text: str | None, url: str) -> str | None:
    """The class that a site says a photo is; None: it does not say.

    >>> from carcls.taxonomy import load_taxonomy
    >>> class_of_sighting(load_taxonomy(), None, "2019 BMW X5", "https://dealer.example/x5/interior-03.jpg")
    'interior'
    """
    name = PurePosixPath(unquote(urlsplit(url).path)).stem
    return taxonomy.class_of_text(tag) or taxonomy.class_of_text(alt_text) or taxonomy.class_of_text(name)
