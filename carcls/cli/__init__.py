"""`carcls …`: a thin shell over the functions of the package."""

from carcls.cli.app import main

__all__ = ["main"]
