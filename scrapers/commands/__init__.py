"""Commands of `scrapy` that are other than Scrapy's own."""
