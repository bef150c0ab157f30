"""All numbers used to find copies, each with the reason why it was chosen.

The measurements were made on webis16 (real pages), synth_tune (derived copies), pairs of Reuters
stories and basil_same_event (the same events in other words); docs/copies.md has the figures.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The numbers by which texts are fingerprinted, looked up and compared to find copies.

    Shares are between 0 and 1.
    """

    version: int = 2
    """The version of the method, which rises whenever a text would get another fingerprint, or a
    pair of texts another verdict; stored with each article."""

    shingle_words: int = 5
    """Number of words in a shingle. Two texts about the same event in different words share less
    than .35 of their 5-word shingles."""
    shingle_letters: int = 8
    """Number of letters in a shingle of a script without spaces: about as many as five words of
    Chinese or Japanese have."""
    fine_words: int = 3
    """Number of words in a fine shingle. If every fifth word of a text is replaced, .3 of the
    5-word shingles remain, but half of the 3-word shingles."""
    fine_letters: int = 5
    """Number of letters in a fine shingle of a script without spaces."""
    min_words: int = 20
    """The fewest words of a text that is compared by its shingles; a shorter one has too few of
    them, and is a copy only of a text with exactly the same words."""

    sketch_size: int = 24
    """The most hashes in a text's sketch, which is stored to look the text up. Two shared hashes of
    24 find the same copies as three of 32, with a quarter less disk space and look-ups."""
    min_shared_hashes: int = 2
    """The fewest hashes that the sketches of a new text and of a stored one must share for the two
    texts to be compared."""
    max_postings: int = 64
    """The most stored texts that are looked up for each hash of a new text, the newest first. The
    hash of a common line belongs to thousands of texts; to look up all of them would take 370 ms
    instead of .5."""
    max_verified: int = 20
    """The most stored texts whose shingles are compared with those of a new text; usually it is
    one."""
    window: timedelta = timedelta(hours=72)
    """The longest time between the fetches of two texts that may be copies although they differ.
    Most copies of a wire story appear within hours, and three days cover weekly papers. Equal texts
    are found however far apart they were fetched."""

    min_jaccard: float = 0.5
    """The least Jaccard index of the shingles of two texts that makes them copies by itself. The
    usual value, .8, misses every fifth real copy."""
    min_containment: float = 0.6
    """The least share of the shorter text's shingles that must be in the longer text for the two to
    be copies by containment, which means that one of them was cut or padded. The next three fields
    are further conditions for this. Follow-up stories that repeat background reach .45 to .6."""
    min_contained_jaccard: float = 0.15
    """The least Jaccard index of two texts that are copies by containment (see min_containment).
    Otherwise a teaser of 60 words, half of them a common disclaimer, would be a copy of every text
    with that disclaimer."""
    min_one_lead: float = 0.2
    """The least share of one text's opening that must be in the other text for the two to be copies
    by containment (see min_containment). Follow-up stories, and reports that quote the same
    statement at length, open differently. Of 652 copies by containment none has less."""

    min_span: float = 1 / 3
    """The least part of the longer text over which the shared shingles must be spread for two texts
    to be copies by containment (see min_containment), unless the longer text opens like the shorter
    one. On pages with several stories in a row, the shorter text fills one place only."""

    lead_words: int = 60
    """The length of the opening of a text in words: the first paragraph or two."""
    min_fine_containment: float = 0.48
    """The least share of the fine shingles of the shorter text that must be in the longer one for
    one of the two to be a reworked copy of the other."""
    min_both_leads: float = 0.3
    """The least share of the fine shingles of each text's opening that must be in the other text
    for one of the two to be a reworked copy."""
    min_numbers: float = 0.7
    """The least share of the numbers in the passages shared by two texts that must agree for one of
    the two to be a reworked copy: a person who rewrites a text keeps the numbers."""
    max_gap_words: int = 8
    """Two fine shingles that two texts share belong to one shared passage if at most this many
    other words lie between them."""

    min_telling_share: float = 0.2
    """The least share of a text's words that must remain without the lines that recur on its site,
    which are left out of comparisons. If less would remain, the whole text is compared: it is
    probably another copy on the same site."""

    short_words: int = 120
    """The number of words below which a text is short. Short texts are often templates that differ
    only in the facts (results, exchange rates, weather), so their numbers must agree."""
    min_short_numbers: float = 0.85
    """The least share of all their numbers that must agree for two texts to be copies, if one of
    them is short (see short_words)."""
    min_short_passage_numbers: float = 0.9
    """The least share of the numbers in shared passages that must agree for a reworked copy if one
    of the two texts is short (see short_words); it then replaces min_numbers."""

    min_revision_containment: float = 0.1
    """Two texts at different URLs with the same article number are revisions of one article if this
    share of the shorter one's shingles, or more, is in the longer one."""
    min_revision_title: float = 0.5
    """Two texts at different URLs with the same article number are also revisions of one article if
    they share at least one shingle, and if this share of the words of the shorter of their titles
    is in the other title. A rewritten text keeps names and quotes: of 300 pairs of reports on one
    event .88 share a shingle, of 3 000 pairs of unrelated texts .04."""
    min_revision_title_words: int = 2
    """The fewest words that the titles of two texts must have in common for the texts to be
    revisions by min_revision_title: a single word may name only the subject, as "Ferry" does in all
    news about ferries."""
    min_revision_word_letters: int = 4
    """The fewest letters of a word for it to count when two titles are compared; most shorter words
    are like "the", "of", "und", "los"."""


PARAMETERS = Parameters()
