-- If a source is deleted, PostgreSQL checks whether a URL refers to it. Without this index, all URLs
-- would be searched for each deleted source.
CREATE INDEX frontier_source_idx ON newsbot.frontier (source_id) WHERE source_id IS NOT NULL;
