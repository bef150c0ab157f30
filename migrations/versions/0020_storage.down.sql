DROP FUNCTION newsbot.row_widths();
DROP TABLE newsbot.prunings;
UPDATE newsbot.rejections AS t SET run_id = NULL
WHERE run_id IS NOT NULL AND NOT EXISTS (SELECT FROM newsbot.runs AS r WHERE r.id = t.run_id);
UPDATE newsbot.archive_files AS t SET run_id = NULL
WHERE run_id IS NOT NULL AND NOT EXISTS (SELECT FROM newsbot.runs AS r WHERE r.id = t.run_id);
ALTER TABLE newsbot.rejections ADD CONSTRAINT rejections_run_id_fkey
    FOREIGN KEY (run_id) REFERENCES newsbot.runs (id);
ALTER TABLE newsbot.archive_files ADD CONSTRAINT archive_files_run_id_fkey
    FOREIGN KEY (run_id) REFERENCES newsbot.runs (id);
