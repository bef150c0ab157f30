"""The work of `scrapy export`: rows of the views of articles, as JSON lines, CSV or Parquet."""
