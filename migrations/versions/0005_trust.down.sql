DROP TABLE newsbot.amendments;
-- Of texts that came back only the last stays: the schema before knew each text of an article once.
DELETE FROM newsbot.versions AS v
USING newsbot.versions AS other
WHERE other.article_id = v.article_id
  AND other.text_sha256 = v.text_sha256
  AND (other.is_current, other.number) > (v.is_current, v.number);
DROP INDEX newsbot.versions_article_id_fetched_at_idx;
ALTER TABLE newsbot.versions
    DROP COLUMN seen_between,
    DROP COLUMN seen_until,
    DROP COLUMN cause,
    DROP COLUMN plain_sha256,
    DROP COLUMN charset,
    DROP COLUMN is_partial,
    ADD CONSTRAINT versions_article_id_text_sha256_key UNIQUE (article_id, text_sha256);

DROP INDEX newsbot.rejections_body_sha256_idx, newsbot.rejections_extractor_version_idx;
DELETE FROM newsbot.rejections WHERE stage NOT IN ('download', 'extract');
ALTER TABLE newsbot.rejections
    DROP COLUMN body_sha256,
    DROP COLUMN extractor_version,
    ADD CONSTRAINT rejections_stage_check CHECK (stage IN ('download', 'extract'));

ALTER TABLE newsbot.frontier RENAME COLUMN tries TO attempts;
ALTER TABLE newsbot.frontier
    DROP COLUMN next_at,
    DROP COLUMN host;
DROP TABLE newsbot.hosts;

ALTER TABLE newsbot.sites ALTER COLUMN first_seen_at SET DEFAULT now();
ALTER TABLE newsbot.frontier ALTER COLUMN discovered_at SET DEFAULT now();
ALTER TABLE newsbot.changes ALTER COLUMN changed_at SET DEFAULT now();
ALTER TABLE newsbot.runs ALTER COLUMN started_at SET DEFAULT now();
ALTER TABLE newsbot.sketch_days ALTER COLUMN touched_at SET DEFAULT now();
DROP FUNCTION newsbot.now();
