"""`scrapy crawl`, whose exit code is 1 where a crawl failed: Scrapy's own exits 0 also when the site is down."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapysCommand
from scrapy.crawler import Crawler


class Command(ScrapysCommand):
    """Asks the spider at its end."""

    def _create_crawler(self, name: str) -> Crawler:
        self.crawler = super()._create_crawler(name)
        return self.crawler

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        super().run(args, opts)
        if getattr(self.crawler.spider, "has_failed", False):
            self.exitcode = 1
