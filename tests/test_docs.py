"""What is written is true: data/README.md against the code, README.md against the command line."""

from __future__ import annotations

import re
from dataclasses import fields
from inspect import getdoc
from pathlib import Path

import pytest

from carcls.catalog.tables import Base
from carcls.cli.duplicates import repeat_columns
from carcls.cli.label import label_columns
from carcls.cli.labels import doubt_columns
from carcls.config import Settings
from carcls.curate.audit import COLUMNS as AUDIT_COLUMNS
from carcls.curate.dataset import COLUMNS
from carcls.curate.group_labels import CONFLICT_COLUMNS
from carcls.curate.leaks import Finding
from carcls.curate.repeats import Repeat
from carcls.deliver.export import export_columns
from carcls.deliver.rows import Column
from carcls.demo.summary import summarize
from carcls.learn.doubts import Doubt
from carcls.learn.measure import measure
from carcls.learn.recipe_files import FINE_TUNE
from carcls.learn.recipes import Recipe
from carcls.taxonomy import load_taxonomy
from scrapers.stats import CrawlStats
from tests.cli.test_shell import COMMANDS
from tests.learn.test_measure import ANSWERS

ROOT = Path(__file__).resolve().parents[1]
DATA = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLASSES = load_taxonomy().classes


def first_column(after: str) -> list[str]:
    """The names in the first table below a line of data/README.md."""
    assert f"\n{after}\n" in DATA, f"data/README.md should have the line {after}"
    table = re.search(r"(?:^\|.*\n)+", DATA.split(f"\n{after}\n")[1], re.MULTILINE)
    return re.findall(r"^\| `([^`]+)`", table.group() if table else "", re.MULTILINE)


def folded(columns: list[Column]) -> list[str]:
    """Names with the columns of the classes as one."""
    return list(dict.fromkeys("p_CLASS" if column.name.startswith("p_") else column.name for column in columns))


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_column_of_the_catalog_is_documented(table: str) -> None:
    assert first_column(f"### `{table}`") == [column.name for column in Base.metadata.tables[table].columns]


def test_no_table_is_documented_that_is_gone() -> None:
    assert set(re.findall(r"^### `(\w+)`", DATA, re.MULTILINE)) == set(Base.metadata.tables)


def test_export_columns_are_documented() -> None:
    assert first_column("<!-- export columns -->") == folded(export_columns(load_taxonomy()))


def test_label_columns_are_documented() -> None:
    assert first_column("<!-- label columns -->") == folded(label_columns(CLASSES))


def test_types_of_columns_are_documented() -> None:
    for column in (*export_columns(load_taxonomy()), *label_columns(CLASSES), *repeat_columns(), *doubt_columns()):
        name = "p_CLASS" if column.name.startswith("p_") else column.name
        assert f"| `{name}` | {column.kind} |" in DATA


def test_repeat_columns_are_documented() -> None:
    names = [column.name for column in repeat_columns()]
    assert first_column("<!-- repeat columns -->") == names == [field.name for field in fields(Repeat)]


def test_audit_columns_are_documented() -> None:
    assert first_column("<!-- audit columns -->") == list(AUDIT_COLUMNS) == [field.name for field in fields(Finding)]


def test_manifest_columns_are_documented() -> None:
    assert first_column("<!-- manifest columns -->") == list(COLUMNS)


def test_conflict_columns_are_documented() -> None:
    assert first_column("<!-- conflict columns -->") == list(CONFLICT_COLUMNS)


def test_doubt_columns_are_documented() -> None:
    names = [column.name for column in doubt_columns()]
    assert first_column("<!-- doubt columns -->") == names == [field.name for field in fields(Doubt)]


def test_fields_of_recipes_are_documented() -> None:
    assert first_column("<!-- recipe fields -->") == [*(field.name for field in fields(Recipe)), FINE_TUNE]


def test_metrics_are_documented() -> None:
    assert first_column("<!-- metrics -->") == list(measure(ANSWERS))


def test_columns_of_evaluations_are_documented() -> None:
    assert first_column("<!-- judged photo columns -->") == folded([Column(name) for name in ANSWERS.table()])
    metrics = measure(ANSWERS)
    for table in ("sellers", "views"):
        row = next(line for line in DATA.splitlines() if line.startswith(f"| `{table}.csv` "))
        assert re.findall(r"`(\w+)`", row) == list(metrics[table][0])


def test_crawl_stats_are_documented() -> None:
    assert sorted(first_column("<!-- crawl stats -->")) == sorted(field.name for field in fields(CrawlStats))


def test_the_demos_summary_is_documented() -> None:
    keys = re.findall(r"^([a-z_]+(?:_N)?)(?:  .*)?$", getdoc(summarize) or "", re.MULTILINE)
    assert first_column("<!-- summary -->") == keys


def test_links_within_the_page_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", DATA, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([\w-]+)\)", DATA)) <= anchors


@pytest.mark.parametrize("words", [words for words, command in COMMANDS.items() if not hasattr(command, "commands")])
def test_every_command_stands_in_the_readme(words: str) -> None:
    assert f"carcls {words}" in README, f"README.md should show `carcls {words}`"


def test_the_readme_names_no_command_that_is_gone() -> None:
    named = set(re.findall(r"^(?:\$ )?carcls ([a-z]+)", README, re.MULTILINE)) | set(
        re.findall(r"`carcls ([a-z]+)", README)
    )
    assert named <= {words.split()[0] for words in COMMANDS}


def test_the_readme_names_no_setting_that_is_gone() -> None:
    named = {name.lower() for name in re.findall(r"CARCLS_([A-Z_]+)", README + DATA)}
    named |= set(re.findall(r"setting `(\w+)`", README + DATA))
    assert {name for name in named if not name.startswith("test_")} <= set(Settings.model_fields)


def test_the_readme_lists_every_setting_as_it_is() -> None:
    rows = [
        f"| `{name}` | {'' if field.default in ('', None) else f'`{field.default}`'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    assert "\n".join(["<!-- settings -->", "| setting | default | what |", "|---|---|---|", *rows, ""]) in README
