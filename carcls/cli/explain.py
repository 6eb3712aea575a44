"""`carcls explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carcls.cli.shell import say, show_table
from carcls.house import House, open_house

commands = typer.Typer()

PICTURE_SIDE = 512  # pixels of the short side in the picture that is written


@commands.command(
    epilog="Examples: carcls explain front.jpg · carcls explain https://dealer.example/b.jpg --output why.png · "
    "carcls explain 3f2a91bc --model 9c01"
)
def explain(
    photo: Annotated[
        str, typer.Argument(help="A picture's file, its http(s) URL, or a catalog photo's sha256 or its beginning.")
    ],
    model: Annotated[
        str | None, typer.Option(help="A model's digest or its beginning; without it: the champion.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="PNG to write; without it: explained-SHA256.png in the working directory.")
    ] = None,
) -> None:
    """Say what a model sees in a photo: its class, how sure it is, and which places speak for and against it.

    Writes a PNG: the photo beside an overlay for each class, red for what speaks for it and blue for what speaks
    against it. (Why a photo is on its side of the split: carcls curate explain.)
    """
    if output and output.suffix.lower() != ".png":
        raise typer.BadParameter("The picture is a PNG: give FILE.png.", param_hint="--output")
    with open_house() as house:
        data = _bytes_of(house, photo)
        _explain(house, data, model, output)


def _bytes_of(house: House, photo: str) -> bytes:
    from carcls.catalog.lookups import find_photo
    from carcls.label.files import read_file_or_url
    from carcls.label.web import is_url

    if is_url(photo) or Path(photo).exists() or not _is_hexadecimal(photo):
        return read_file_or_url(photo, house.settings)
    with house.catalog.read() as session:
        sha256 = find_photo(session, photo)
    return house.store.original(sha256)


def _is_hexadecimal(name: str) -> bool:
    return set(name.lower()) <= set("0123456789abcdef")


def _explain(house: House, data: bytes, digest: str | None, output: Path | None) -> None:
    from carcls.label.engine import verdict
    from carcls.learn.overlay import overlay_plot
    from carcls.learn.pixels import pixels
    from carcls.learn.registry import load_model
    from carcls.learn.saliency import evidence
    from carcls.learn.shipped import champion_in_use
    from carcls.photos.check import decode_scaled
    from carcls.photos.check import digest as name_of
    from carcls.whole_file import whole_file

    picture, _, _ = decode_scaled(data, PICTURE_SIDE, house.settings.max_photo_pixels)
    model = load_model(house.catalog, house.settings, digest or champion_in_use(house.catalog, house.settings).digest)
    image = pixels(data, model.input_size, house.settings.max_photo_pixels)
    said = verdict(model.classes, model.predict(image[None])[0], model.abstain_below)
    maps = evidence(model, image)
    ranked = sorted(said.probabilities, key=lambda name: -said.probabilities[name])
    figure = overlay_plot(
        picture,
        {name: maps[..., model.classes.index(name)] for name in ranked},
        {name: f"{name} {said.probabilities[name]:.3f}" for name in ranked}
        | {"photo": f"{said.label}{', not sure: it abstains' if said.abstained else ''}"},
    )
    file = output or Path(f"explained-{name_of(data)[:12]}.png")
    with whole_file(file) as stream:
        figure.savefig(stream, format="png")
    show_table(
        ["label", "confidence", "abstains below", "abstained", "model"],
        [[said.label, said.confidence, model.abstain_below, said.abstained, model.digest[:12]]],
    )
    show_table(["class", "probability"], [[name, said.probabilities[name]] for name in ranked])
    say(f"Picture: {file}")
