"""The work of `scrapy export`: writes stored articles as JSON lines, CSV or Parquet."""
