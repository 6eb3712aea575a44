"""Labels leave the house: exports."""

from carcls.deliver.export import export_columns, export_labels
from carcls.deliver.rows import FORMATS, Column, Format, format_of, write_rows

__all__ = ["FORMATS", "Column", "Format", "export_columns", "export_labels", "format_of", "write_rows"]
