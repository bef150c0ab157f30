"""Small news pages."""

# No five words in a row are without a name: articles of different names have nothing in common.
SENTENCE = (
    "The ferry {0} sailed again for {0} on Monday with {0} cars and goods of {0} aboard, so "
    "that {0} told the town and {0} wrote of it, but {0} had come too late, and {0} said so."
)


def news_page(name: str) -> str:
    """An article of eight paragraphs."""
    paragraphs = "".join(f"<p>{SENTENCE.format(f'{name}{number}')}</p>" for number in range(8))
    return (
        f"<!doctype html><html><head><title>{name} sails</title></head><body>"
        f"<article><h1>{name} sails</h1>{paragraphs}</article></body></html>"
    )


def feed_of(*urls: str) -> str:
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
