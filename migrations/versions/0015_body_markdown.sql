-- The body in Markdown, and how sure the model is of it. Both are null for texts that were stored
-- before; `scrapy reextract` fills them in.
ALTER TABLE newsbot.versions
    ADD COLUMN body_markdown text,
    ADD COLUMN body_certainty double precision;
