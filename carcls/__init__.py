"""carcls: from a dealership's web pages to labelled vehicle photos."""
