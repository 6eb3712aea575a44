"""`scrapy crawl dealer`."""
