"""The archive: fetched pages in WARC files, in the folder that NEWSBOT_ARCHIVE names."""
