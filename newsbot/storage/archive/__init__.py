"""The tables of the archive: its WARC files, the pages in them, and the pages to read again."""
