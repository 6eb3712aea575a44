"""Settings: `CARCLS_*` environment variables, then `carcls.toml` in the working directory, then the defaults."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from carcls.errors import SettingsError

SETTINGS_FILE = "carcls.toml"


class Settings(BaseSettings):
    """All that an operator can set. Paths are relative to the working directory unless absolute."""

    model_config = SettingsConfigDict(env_prefix="CARCLS_", extra="forbid")

    data_dir: Path = Field(Path("data/var"), description="Folder of everything that carcls writes.")
    catalog_url: str = Field(
        "",
        description="SQLAlchemy URL of the catalog. Empty: sqlite:///DATA_DIR/catalog.db. "
        "PostgreSQL: postgresql+psycopg://USER@HOST/NAME.",
    )
    store_url: str = Field(
        "", description="fsspec URL of the photo store. Empty: DATA_DIR/photos. S3: s3://BUCKET/PREFIX."
    )
    dealers_file: Path = Field(Path("data/dealers.toml"), description="Dealers to crawl, one table each.")
    taxonomy_file: Path | None = Field(None, description="Classes and views. Empty: the one that ships.")

    contact: str = Field(
        "",
        description="E-mail address or URL that the crawler names in its User-Agent. "
        "Crawling sites that are not on this machine is refused without it.",
    )
    crawl_delay: float = Field(1.0, ge=0, description="Seconds between two requests to one host.")
    crawl_timeout: float = Field(21_600, gt=0, description="Seconds after which one dealer's crawl is ended.")
    chromium: str = Field(
        "", description="Chromium for pages that only a browser shows. Empty: the one on the PATH, if there is one."
    )
    max_pages_bytes: int = Field(
        2_000_000_000, ge=0, description="Bytes of pages kept to ask whether they changed; 0: none are kept."
    )
    max_photo_bytes: int = Field(30_000_000, gt=0, description="Larger files are not downloaded.")
    max_photo_pixels: int = Field(120_000_000, gt=0, description="Larger pictures are not decoded.")
    proxy_short_side: int = Field(256, ge=64, description="Pixels of the short side of a proxy.")

    catalog_lock_seconds: float = Field(30, gt=0, description="How long to wait for a locked catalog.")
    hash_chunk: int = Field(512, gt=0, description="Photos in one curation task.")
    label_chunk: int = Field(256, gt=0, description="Photos that are claimed, labelled and written at once.")
    claim_seconds: float = Field(
        60, gt=0, description="How long a worker that died keeps others from the photos that it had claimed to label."
    )
    dask_scheduler: str = Field(
        "", description="Address of the Dask cluster for `runner=dask`: tcp://HOST:8786. Empty: there is none."
    )

    architecture: str = Field("efficientnet-lite0", description="efficientnet-lite0, efficientnet-lite2 or cnn.")
    shipped_model: bool = Field(
        True, description="Whether the model that comes with carcls labels until another one is promoted."
    )
    engine: str = Field(
        "auto",
        pattern="^(auto|litert|keras)$",
        description="What labels: litert on a CPU, keras on a GPU; auto: keras where there is an NVIDIA GPU.",
    )
    recipe_file: Path | None = Field(
        None, description="Recipe to train by, as `carcls tune` writes it; it goes before `architecture`. Empty: none."
    )
    train_min_labels: int = Field(60, gt=0, description="No training with fewer labelled photos than this.")
    train_min_new_labels: int = Field(
        200, gt=0, description="New labels that make a night train where a model labels already."
    )
    split_by: str = Field("vehicle", pattern="^(vehicle|seller)$", description="What a split keeps together.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, SETTINGS_FILE)

    def model_post_init(self, _context: object) -> None:
        if not self.catalog_url:
            self.catalog_url = f"sqlite:///{self.data_dir / 'catalog.db'}"
        if not self.store_url:
            self.store_url = str(self.data_dir / "photos")

    @property
    def user_agent(self) -> str:
        """How carcls names itself to web servers: `carcls/0.1.0 (+CONTACT)`."""
        return f"carcls/{version('carcls')}" + (f" (+{self.contact})" if self.contact else "")

    @property
    def catalog_file(self) -> Path | None:
        """The catalog's file, where it is SQLite in one; None: another database, or one with options."""
        kind, _, file = self.catalog_url.partition(":///")
        return Path(file) if kind == "sqlite" and file and not set(file) & set("?:") else None

    @property
    def crawls_dir(self) -> Path:
        """Stats of each crawl as JSON."""
        return self.data_dir / "crawls"

    @property
    def datasets_dir(self) -> Path:
        """Snapshots of datasets as Parquet manifests."""
        return self.data_dir / "datasets"

    @property
    def evaluations_dir(self) -> Path:
        """One folder a cross-validation, named by what decides its outcome."""
        return self.data_dir / "evaluations"

    @property
    def features_dir(self) -> Path:
        """Cached features of frozen backbones."""
        return self.data_dir / "features"

    @property
    def feeds_dir(self) -> Path:
        """Inventory feeds as they came last, with what a conditional request needs."""
        return self.data_dir / "feeds"

    @property
    def hosts_dir(self) -> Path:
        """When each host was asked last, so that crawls at the same time ask it one after the other."""
        return self.data_dir / "hosts"

    @property
    def models_dir(self) -> Path:
        """One folder a model, named by its digest."""
        return self.data_dir / "models"

    @property
    def trainings_dir(self) -> Path:
        """Checkpoints of trainings that go on, or that were killed and go on when asked for again."""
        return self.data_dir / "trainings"

    @property
    def traces_dir(self) -> Path:
        """What the search for repeats keeps of each photo; made again from the proxies where it is lost."""
        return self.data_dir / "traces"

    @property
    def pages_dir(self) -> Path:
        """Pages as they came last, with what a conditional request needs."""
        return self.data_dir / "pages"

    @property
    def tuning_dir(self) -> Path:
        """One folder a study of recipes."""
        return self.data_dir / "tuning"

    @property
    def reports_dir(self) -> Path:
        """One HTML file a night."""
        return self.data_dir / "reports"


def load_settings(**overrides: object) -> Settings:
    """Read the settings. Keyword arguments win over environment and file.

    Raises:
        SettingsError: a value or the file is wrong; the text names the field and what came.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE} should be TOML. Received: {error}. Mend the file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Setting `{name}`: {first['msg']}. Received: {first['input']!r}. "
            f"Set CARCLS_{name.upper()} or `{name}` in {SETTINGS_FILE}."
        ) from error
