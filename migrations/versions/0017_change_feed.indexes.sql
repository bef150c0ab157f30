CREATE INDEX versions_following_idx ON newsbot.versions (fetched_at) WHERE number > 1 OR may_follow;
CREATE INDEX amendments_fetched_at_idx ON newsbot.amendments (fetched_at);
