"""The plain Scrapy spider that benchmarks/crawl_speed.py compares with: links, a gallery, Scrapy's FilesPipeline."""

import os

import scrapy


class PlainSpider(scrapy.Spider):
    name = "plain"
    custom_settings = {  # noqa: RUF012 - Scrapy's own form
        "FILES_STORE": os.environ["FILES_STORE"],
        "ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 1},
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(self, url: str) -> None:
        super().__init__()
        self.start_urls = [url]

    def parse(self, response):
        yield from response.follow_all(css="li.card a", callback=self.parse_vehicle)
        yield from response.follow_all(css="a[rel=next]")

    def parse_vehicle(self, response):
        yield {"file_urls": [response.urljoin(href) for href in response.css(".gallery a::attr(href)").getall()]}
