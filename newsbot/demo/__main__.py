"""`make demo`: two crawls of the demo site, with a correction published in between.

The articles are stored in the database that newsbot's commands use: the one that the setting
NEWSBOT_DATABASE_URL names, or else the embedded one in .newsbot/. There they stay beside all other
articles, until `scrapy sites forget` removes them. The next demo stores them again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from newsbot.demo.site import DEFAULT_BASE_PORT, DemoSite
from newsbot.errors import NewsbotError

PROJECT = Path(__file__).resolve().parents[2]

QUERY = """\
SELECT site, left(title, 52) AS title,
       array_length(string_to_array(body, E'\\n'), 1) AS paragraphs,
       version, copy_count AS copies
FROM news.articles
WHERE site IN ({sites})
ORDER BY published_at, id"""


def main() -> int:
    """Runs the demo; returns the exit code of the first command that failed, else 0."""
    options = _parser().parse_args()
    try:
        with DemoSite(options.port) as site, tempfile.TemporaryDirectory() as folder:
            return _run(site, site.sites_file(Path(folder) / "sites.toml"))
    except NewsbotError as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return error.exit_code
    except subprocess.CalledProcessError as error:
        return error.returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m newsbot.demo", description=__doc__)
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_BASE_PORT,
        help="first of the three loopback ports to serve on (default: %(default)s)",
    )
    return parser


def _run(site: DemoSite, sites_file: Path) -> int:
    crawl = ["crawl", "news", "-a", f"sites_file={sites_file}"]
    fast = ["-s", "DOWNLOAD_DELAY=0", "-s", "NEWSBOT_ALLOW_NETS=127.0.0.0/8"]
    _scrapy("db", "upgrade")
    _scrapy("sites", "forget", *site.base_urls, "--undo", is_silent=True)
    print("\nThree outlets on loopback. First crawl:\n", flush=True)
    _scrapy(*crawl, *fast)
    site.publish_correction()
    print("\nOne of them corrects a story. Second crawl:\n", flush=True)
    _scrapy(*crawl, *fast)
    keys = sorted(site.base_urls)
    query = QUERY.format(sites=", ".join(f"'{key}'" for key in keys))
    print(f'\nWhat is stored; ask again with: scrapy db psql -c "…"\n\n{query};\n', flush=True)
    _scrapy("db", "psql", "-c", query)
    print(f"\nTo remove the outlets: scrapy sites forget {' '.join(keys)} --write")
    return 0


def _scrapy(*arguments: str, is_silent: bool = False) -> None:
    """Runs a command of newsbot.

    With `is_silent`, the output of the command is printed only if the command fails.
    """
    try:
        subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=PROJECT,
            env=os.environ | {"SCRAPY_PROJECT": "default"},
            check=True,
            stderr=subprocess.PIPE if is_silent else None,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        print(error.stderr or "", end="", file=sys.stderr)
        raise


if __name__ == "__main__":
    sys.exit(main())
