CREATE OR REPLACE VIEW news.hosts AS
SELECT host, blocked_until, reason, failures, crawl_delay_s, robots_status, robots_at
FROM newsbot.hosts;

COMMENT ON VIEW news.hosts IS
    'One row a host that requests were sent to: whether it gets none for a while, and why.';
COMMENT ON COLUMN news.hosts.host IS
    'Host in lower case, with its port unless that is 443; http and https of a host have a row each.';
COMMENT ON COLUMN news.hosts.blocked_until IS
    'Until when no article is fetched from the host; null when articles may be fetched.';
COMMENT ON COLUMN news.hosts.reason IS
    'Why the host gets no requests, as in news.rejections; null when nothing is wrong.';
COMMENT ON COLUMN news.hosts.failures IS
    'How many times in a row the host as a whole failed or refused.';
COMMENT ON COLUMN news.hosts.crawl_delay_s IS
    'Seconds between two requests, as the robots.txt of the host asks for; null where it asks for none.';
COMMENT ON COLUMN news.hosts.robots_status IS
    'HTTP status of the host''s robots.txt when it was last read.';
COMMENT ON COLUMN news.hosts.robots_at IS
    'When the host''s robots.txt was last read.';
