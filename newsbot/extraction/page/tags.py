"""The tags of HTML elements, by how a browser shows them."""

from newsbot.extraction.page.vocabulary import set_of_words

BLOCK_TAGS = set_of_words(
    "address amp-img article aside audio blockquote body button caption center dd details dialog"
    " dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html"
    " legend li main menu nav ol p picture pre section summary table tbody td tfoot th thead tr ul"
    " video"
)
"""Elements before and after which a browser starts a new line."""
UNSEEN_TAGS = set_of_words(
    "amp-ad canvas head iframe input map math noscript object option script select style svg"
    " template textarea title"
)
"""Elements whose content a browser does not show as text."""
INLINE_TAGS = set_of_words(
    "a abbr b bdi big cite del em font i ins label mark q s small span strong sub sup time tt u"
)
"""Elements that a browser shows inside a line of text."""
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
