"""A dealership that runs on this machine."""
