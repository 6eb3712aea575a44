"""Prefect flows over carcls: one flow a file, no logic of their own."""
