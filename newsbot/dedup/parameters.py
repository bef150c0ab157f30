"""All numbers used to find copies, each with the reason why it was chosen.

The measurements were made on four corpora: webis16 (real pages), synth_tune (copies made by a
program), pairs of Reuters stories, and basil_same_event (the same events in other words);
docs/copies.md has the figures.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The numbers by which texts are fingerprinted, looked up and compared to find copies.

    Shares are between 0 and 1. In a script without spaces between words, a number of words stands
    for the number of letters that so many words have on average.
    """

    version: int = 3
    """The version of the method by which copies are found. The version is stored with each article.
    Raise it whenever a change of the method gives a text another fingerprint, or two texts another
    verdict."""

    shingle_words: int = 5
    """The number of words in a shingle. The shingles of a text are all its sequences of so many
    adjacent words. Two texts that tell of one event in different words share less than .35 of their
    shingles of 5 words."""
    fine_words: int = 3
    """The number of words in a fine shingle. Fine shingles are used to find reworked copies. If
    every fifth word of a text is replaced, half of its shingles of 3 words remain, but only .3 of
    its shingles of 5 words."""
    min_words: int = 20
    """The minimum number of words that a text must have to be compared by its shingles. A shorter
    text has too few shingles, and is a copy only of a text with exactly the same words."""

    sketch_size: int = 24
    """The maximum number of hashes in a text's sketch. The sketch has the smallest hashes of the
    text's shingles, and is stored to look the text up. Two sketches of 24 hashes must share two of
    them (`min_shared_hashes`). This finds the same copies as sketches of 32 hashes that must share
    three, and takes a quarter less disk space and time."""
    min_shared_hashes: int = 2
    """A new text is compared with a stored one only if at least this many hashes are in the
    sketches (see `sketch_size`) of both."""
    max_postings: int = 64
    """The maximum number of stored texts that are looked up for each hash of a new text. The newest
    of these texts are taken. The hash of a common line belongs to thousands of texts. To look up
    all of them would take 370 ms instead of .5 ms."""
    max_verified: int = 20
    """The maximum number of stored texts whose shingles are compared with those of one new text.
    Usually only one stored text is similar enough to be compared."""
    window: timedelta = timedelta(hours=72)
    """Two texts that are not equal can be copies only if they were fetched within this time of each
    other. Most copies of a wire story appear within hours, but some papers do not appear daily. For
    equal texts, there is no limit."""

    min_jaccard: float = 0.5
    """Two texts are copies if the Jaccard index of their shingles (shared ones divided by all) is
    at least this. With .8, the usual value elsewhere, every fifth real copy would be missed."""
    min_containment: float = 0.6
    """Two texts are copies by containment if one was made from the other by cuts or additions. For
    this, at least this share of the shorter text's shingles must be in the longer text. In
    follow-up stories, which repeat background but are no copies, the share is .45 to .6. Further
    conditions are `min_contained_jaccard`, `min_one_lead` and `min_span`."""
    min_contained_jaccard: float = 0.15
    """Two texts are copies by containment (see `min_containment`) only if their Jaccard index is at
    least this. Otherwise a short teaser that consists mostly of a common disclaimer would be a copy
    of every text with that disclaimer."""
    min_one_lead: float = 0.2
    """Two texts are copies by containment (see `min_containment`) only if at least this share of
    the opening of one text is in the other text. This excludes follow-up stories, and reports that
    quote the same statement at length. It excludes none of 652 real copies by containment."""

    min_span: float = 1 / 3
    """The minimum share of the longer of two texts over which the passages that both share must be
    spread. If these passages lie closer together, and do not include the opening of the longer
    text, the longer text is taken for a page with several stories in a row. Such a page is no copy
    of one of these stories, although it contains the whole story."""

    lead_words: int = 60
    """The length of the opening of a text in words: the first paragraph or two."""
    min_fine_containment: float = 0.48
    """One of two texts is a reworked copy of the other only if at least this share of the shorter
    text's fine shingles (see `fine_words`) is in the longer text."""
    min_both_leads: float = 0.3
    """One of two texts is a reworked copy of the other only if at least this share of the fine
    shingles (see `fine_words`) of each text's opening is in the other text."""
    min_numbers: float = 0.7
    """One of two texts is a reworked copy of the other only if at least this share of the numbers
    in their shared passages is the same in both. Shared passages (see `max_gap_words`) may differ
    in single words, e.g. in a number. A person who rewrites a text keeps most of its numbers."""
    min_verbatim: float = 0.87
    """This number tells a reworked copy from a follow-up, which repeats whole passages on what
    happened before. Containment is the share of the shorter text's shingles that are in the longer
    text. Changes within passages break more shingles of 5 words than of 3. So the containment by
    shingles of 5 words is divided by the containment by fine shingles (3 words). If the quotient is
    at least this, the texts share unchanged passages, and are not taken for reworked copies.
    Exceptions are texts with the same opening (see `min_whole_lead`) or full of numbers (see
    `words_a_number`). All other reworked copies in two of the corpora have a smaller quotient."""
    min_whole_lead: float = 0.82
    """Two texts that share only whole passages (see `min_verbatim`) may be a report and its
    follow-up, which are no copies. But if at least this share of one text's opening is in the other
    text, they may be copies: a local paper has printed the beginning of an agency's report, and
    added a paragraph. Between reports and follow-ups written as tests, the share was 0.3 to 0.8."""
    max_gap_words: int = 8
    """A passage that two texts share consists of fine shingles (see `fine_words`) that are in both.
    Two successive shingles belong to the same passage if at most this many words lie between
    them."""

    min_telling_share: float = 0.2
    """When texts are compared, lines that also stand in other articles of the site are left out,
    because most of them are boilerplate. But if less than this share of a text's words would
    remain, the whole text is compared. In that case, the site has probably published the same text
    before under another URL. Without its recurring lines, it would not be recognised as a copy."""

    short_words: int = 120
    """A text of fewer words than this is short. Short texts are often made from a template, so that
    they differ only in the facts (results, exchange rates, weather). Therefore a short text counts
    as a copy only if its numbers are nearly the same as those of the other text."""
    min_short_numbers: float = 0.85
    """If one of two texts is short (see `short_words`), they count as copies only if they have most
    numbers in common. At least this share of the numbers in the text with fewer numbers must also
    stand in the other text."""
    words_a_number: int = 12
    """A text with at least one number in so many words is full of numbers, as a table of prices or
    results is. If both of two texts are full of numbers, they are copies only if their numbers
    agree (see `min_table_numbers`), and neither is taken for a follow-up of the other (see
    `min_verbatim`)."""
    min_table_numbers: float = 0.4
    """Two texts that are full of numbers (see `words_a_number`) are copies only if at least this
    share of the numbers in one text is in the other text too. Of 9 000 pairs of copies made by a
    program, 3 have a smaller share. Reports that differ only in their numbers, e.g. on the prices
    of two days, are no copies; their share is mostly 0."""
    min_short_passage_numbers: float = 0.9
    """One of two texts is a reworked copy of the other only if the two agree in most numbers of
    their shared passages (see `min_numbers`). If one of the texts is short (see `short_words`), at
    least this share of the numbers must agree, instead of `min_numbers`."""

    min_revision_containment: float = 0.1
    """Two texts with different URLs are revisions of one article if the URLs have the same article
    number, and if at least this share of the shorter text's shingles is in the longer text. The
    article number is the number that the publisher gives to an article."""
    min_revision_title: float = 0.5
    """Two texts with the same article number in their URLs are revisions of one article if they
    share at least one shingle (a short run of words), and if their titles are similar. Titles are
    similar if at least this share of the words of the shorter title is in the other title. A shared
    shingle alone is no proof. 4 % of 3 000 pairs of unrelated texts share one. So do 88 % of 300
    pairs of different reports on one event, which are no revisions either."""
    min_revision_title_words: int = 2
    """Two titles count as similar (see `min_revision_title`) only if they share at least this many
    words. A single word may name only the subject, as "Ferry" does in all news about ferries."""
    min_retitled_containment: float = 0.9
    """The pages of two forms of an article, e.g. for desktops and for AMP, may have titles that are
    not similar (see `min_revision_title`). They count as forms of one article only if at least this
    share of the shorter text's shingles (short runs of words) is in the longer text. The share is
    high, because different stories may stand above the same long notices: two stories of 80 words
    with 320 words of notices share .8 of their shingles."""
    min_revision_word_letters: int = 4
    """When titles are compared (see `min_revision_title`), words of fewer letters than this are
    left out. Most of them are like "the", "of", "und", "los"."""


PARAMETERS = Parameters()
