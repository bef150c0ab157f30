CREATE OR REPLACE VIEW news.changes AS
SELECT change_id, op, article_id, changed_at FROM newsbot.changes;

COMMENT ON VIEW news.changes IS
    'An append-only feed of what happened to articles: read WHERE change_id > the last one you saw; rows become visible in the order of change_id. Each change_id is told on the channel news (LISTEN news).';
COMMENT ON COLUMN news.changes.change_id IS
    'Rises with every change; gaps mean nothing.';
COMMENT ON COLUMN news.changes.op IS
    'insert: a new article, copies included; update: a further version, other metadata at the same text, or another site; merge: the article has another original now, or none any more; delete: the article is no more, since it was merged into another one, or since the article or its site was forgotten.';
COMMENT ON COLUMN news.changes.article_id IS
    'The article that changed.';
COMMENT ON COLUMN news.changes.changed_at IS
    'When it changed.';
