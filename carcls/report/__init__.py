"""What a night did, as one HTML file."""

from carcls.report.page import write_report

__all__ = ["write_report"]
