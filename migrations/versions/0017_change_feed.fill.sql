-- Marks each version 1 that follows an earlier text. The later numbers are found by their index.
UPDATE newsbot.versions AS one SET may_follow = true
WHERE one.id IN (
    SELECT unmarked.id FROM newsbot.versions AS earlier
    JOIN newsbot.versions AS unmarked
        ON unmarked.article_id = earlier.article_id AND unmarked.number = 1
    WHERE (earlier.number > 1 OR earlier.may_follow) AND earlier.number > 1
        AND NOT unmarked.may_follow AND earlier.fetched_at < unmarked.fetched_at
    LIMIT 1000
);
