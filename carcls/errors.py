"""Every error that carcls raises on purpose.

CarclsError                 one line: what was expected, what came, what to do next
├── SettingsError           a setting or a settings file is wrong
├── UnknownDealer           no such dealer in the dealers file
├── CatalogError            the catalog cannot be used
│   └── CatalogLocked       another process holds it longer than we wait
├── StoreError              the photo store cannot be read or written
│   └── PhotoMissing        no such photo in the store
├── PhotoRejected           these bytes are no photo that carcls takes; the reason becomes a row
├── InputsError             what was given to be labelled cannot be listed
├── LabelsError             a labels file cannot be read
├── DatasetError            a dataset cannot be made
│   └── SplitLeak           one picture or vehicle stands on two sides of a split
├── CandidatesError         near fingerprints cannot be searched for
│   ├── IndexDamaged        the search index is not as it was written, or of another version
│   └── TooManyCandidates   so many hashes are near each other that the pairs would not fit into memory
├── TrainingError           training cannot start or did not succeed
├── ModelError              a model cannot be found, read or used
│   └── NoChampion          nothing was promoted yet
├── OutputError             an export or a report cannot be written
├── CrawlError              a crawl failed, judged by its stats
├── ExtractError            a page cannot be read or fetched to extract from
└── NightFailed             a stage of the night failed; the others were still run
"""


class CarclsError(Exception):
    """Base of all. Its text is one line for a person: the rule, the value received, the next step."""


class SettingsError(CarclsError):
    """A setting or a settings file is wrong."""


class UnknownDealer(CarclsError):
    """No such dealer in the dealers file."""


class CatalogError(CarclsError):
    """The catalog cannot be used."""


class CatalogLocked(CatalogError):
    """Another process holds the catalog longer than we wait."""


class StoreError(CarclsError):
    """The photo store cannot be read or written."""


class PhotoMissing(StoreError):
    """No such photo in the store."""


class PhotoRejected(CarclsError):
    """These bytes are no photo that carcls takes. The text is stored as the photo's reason."""


class DecoderDied(CarclsError):
    """A photo could not be looked at this time; nothing says that it is to blame."""


class InputsError(CarclsError):
    """What was given to be labelled, a list or a bucket, cannot be listed."""


class LabelsError(CarclsError):
    """A labels file cannot be read."""


class DatasetError(CarclsError):
    """A dataset cannot be made."""


class NothingLabelled(DatasetError):
    """No photo has a label yet."""


class SplitLeak(DatasetError):
    """One picture or one vehicle stands on two sides of a split."""


class CandidatesError(CarclsError):
    """Near fingerprints cannot be searched for."""


class IndexDamaged(CandidatesError):
    """The search index is not as it was written, or of another version; it can be made anew from the catalog."""


class TooManyCandidates(CandidatesError):
    """So many hashes are near each other that the pairs would not fit into memory."""


class TrainingError(CarclsError):
    """Training cannot start or did not succeed."""


class ModelError(CarclsError):
    """A model cannot be found, read or used."""


class NoChampion(ModelError):
    """Nothing was promoted yet."""


class OutputError(CarclsError):
    """An export or a report cannot be written."""


class CrawlError(CarclsError):
    """A crawl failed, judged by its stats and not by the exit code."""


class ExtractError(CarclsError):
    """A page cannot be read or fetched to extract from."""


class NightFailed(CarclsError):
    """A stage of the night failed; the stages that could run were run."""
