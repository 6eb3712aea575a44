"""Manners of the crawler that Scrapy does not have."""
