"""Leaves teasers, appeals to subscribe, readers' comments, bylines and the like out of the body.

The model may have marked such blocks as body, because they read like text of the article.
"""

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.columns import FeaturedPage
from newsbot.extraction.body.left_out.about_site import is_about_site
from newsbot.extraction.body.left_out.appeals import is_appeal
from newsbot.extraction.body.left_out.boxes import is_boxed
from newsbot.extraction.body.left_out.credits import is_credited
from newsbot.extraction.body.left_out.edges import is_at_edge
from newsbot.extraction.body.left_out.read_also import is_read_also
from newsbot.extraction.body.left_out.readers import is_by_reader
from newsbot.extraction.body.left_out.repeats import is_repeat
from newsbot.extraction.body.left_out.stamps import is_stamped
from newsbot.extraction.body.left_out.teasers import is_teaser
from newsbot.extraction.body.lists import is_in_list


def without_others(page: FeaturedPage, is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it and it is no teaser, appeal, repeat or the like.

    The model may take a teaser or an appeal for body, because it reads like text of the article.
    Teasers are searched for only in news, because the parts of a guide often have linked headings
    too. Outside of news, items of lists are never taken for appeals to the reader: advice such as
    "Subscribe to a newsletter" reads like one.
    """
    blocks, text = page.blocks, page.text
    is_body = is_body & ~is_boxed(blocks, is_body)
    is_body &= ~is_read_also(blocks, is_body, text.url)
    if text.is_news:
        is_body &= ~is_teaser(blocks, is_body, text.url)
        is_body &= ~is_about_site(blocks, is_body, text.site_name)
    for index in np.flatnonzero(is_body).tolist():
        block = blocks[index]
        may_be_appeal = text.is_news or not is_in_list(block)
        is_body[index] = not ((may_be_appeal and is_appeal(block)) or is_credited(block))
    is_body &= ~is_by_reader(blocks, is_body)
    is_body &= ~is_repeat(blocks, is_body)
    is_body &= ~is_stamped(blocks, is_body, text.authors, text.published)
    return is_body & ~is_at_edge(blocks, is_body)
