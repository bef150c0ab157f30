CREATE OR REPLACE VIEW news.hosts AS
SELECT host, blocked_until, reason, failures, crawl_delay_s, robots_status, robots_at
FROM newsbot.hosts;

COMMENT ON VIEW news.hosts IS
    'One row a host that was asked for anything: whether it is left alone for a while, and why.';
COMMENT ON COLUMN news.hosts.host IS
    'Host in lower case, with its port unless it is that of https: http and https of a host are two.';
COMMENT ON COLUMN news.hosts.blocked_until IS
    'Before this moment no article is asked of the host; null when nothing is in the way.';
COMMENT ON COLUMN news.hosts.reason IS
    'Why it is left alone, as in news.rejections; null when nothing is wrong.';
COMMENT ON COLUMN news.hosts.failures IS
    'How many times in a row the host as a whole failed or refused.';
COMMENT ON COLUMN news.hosts.crawl_delay_s IS
    'Seconds between two requests that its robots.txt asks for; null where it asks for none.';
COMMENT ON COLUMN news.hosts.robots_status IS
    'HTTP status of its robots.txt when it was last read.';
COMMENT ON COLUMN news.hosts.robots_at IS
    'When its robots.txt was last read.';
