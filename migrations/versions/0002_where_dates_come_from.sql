ALTER TABLE newsbot.versions
    ADD COLUMN published_source text,
    ADD COLUMN modified_source text,
    ADD COLUMN published_offset_minutes smallint,
    ADD COLUMN credits text[] NOT NULL DEFAULT '{}';
