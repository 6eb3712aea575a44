"""A Scrapy project that knows pages, URLs and bytes, and hands the bytes to carcls."""
