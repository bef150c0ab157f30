"""All numbers used to find copies, each with the reason why it was chosen.

The measurements were made on webis16 (real pages), synth_tune (derived copies), pairs of Reuters
stories and basil_same_event (the same events in other words); docs/copies.md has the figures.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """How texts are fingerprinted, looked up and compared; shares are between 0 and 1."""

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
    """A text with fewer words has too few shingles to compare; it is only compared as a whole."""

    sketch_size: int = 24
    """Number of hashes stored for a text. Two shared hashes of 24 find the same copies as three of
    32, with a quarter less disk space and look-ups."""
    min_shared_hashes: int = 2
    """A stored text is a candidate if it shares at least so many hashes."""
    max_postings: int = 64
    """The most stored texts that are read for each hash, the newest first. The hash of a common
    line belongs to thousands of texts; reading all would take 370 ms instead of .5."""
    max_verified: int = 20
    """The most candidates whose shingles are compared with those of a new text; usually it is
    one."""
    window: timedelta = timedelta(hours=72)
    """The largest difference in time between two copies that differ. Most copies of a wire story
    appear within hours, and three days cover weekly papers. Equal texts are found whatever their
    times."""

    min_jaccard: float = 0.5
    """Two texts with this Jaccard index are copies. The usual value, .8, misses every fifth real
    copy."""
    min_containment: float = 0.6
    """Two texts may be copies if this share of the shorter one's shingles is in the longer one,
    because one was cut or padded. Follow-ups that repeat background reach .45 to .6."""
    min_contained_jaccard: float = 0.15
    """The Jaccard index that such a pair needs as well. Otherwise a teaser of 60 words, half of
    them a common disclaimer, would be a copy of every text with that disclaimer."""
    min_one_lead: float = 0.2
    """The share of one text's opening that must be in the other text of such a pair. Follow-ups,
    and reports that quote the same statement at length, open differently. Of 652 copies of this
    kind none has less."""

    min_span: float = 1 / 3
    """The part of the longer text over which the shared shingles of such a pair must be spread,
    unless it opens like the shorter one. On pages with several stories in a row, the shorter text
    fills one place only."""

    lead_words: int = 60
    """The length of the opening of a text in words: the first paragraph or two."""
    min_fine_containment: float = 0.48
    """A reworked copy must have this share of the shorter text's fine shingles."""
    min_both_leads: float = 0.3
    """For a reworked copy, this share of each opening's fine shingles must be in the other text."""
    min_numbers: float = 0.7
    """For a reworked copy, this share of the numbers in the shared passages must agree: a person
    who rewrites a text keeps the numbers."""
    max_gap_words: int = 8
    """Fine shingles belong to one shared passage if at most so many other words lie between."""

    min_telling_share: float = 0.2
    """Lines that recur on a site are left out of the comparison. If less than this share of a text
    would remain, the whole text is compared: it is probably another copy on the same site."""

    short_words: int = 120
    """Texts with fewer words are often templates that differ only in the facts (results, exchange
    rates, weather), so their numbers must agree."""
    min_short_numbers: float = 0.85
    """The share of all numbers that must agree in two such short texts."""
    min_short_passage_numbers: float = 0.9
    """The share of the numbers in shared passages that must agree in two reworked short texts."""

    min_revision_containment: float = 0.1
    """Two texts at different URLs with the same article number are revisions of one article if the
    shorter one shares this part of its shingles."""
    min_revision_title: float = 0.5
    """They are also revisions if they share at least one shingle, and this part of the shorter
    title's words: a rewritten text keeps names and quotes. Of 300 pairs of reports on one event .88
    share a shingle, of 3 000 pairs of unrelated texts .04."""
    min_revision_title_words: int = 2
    """The fewest words that the two titles must share: a single one may name only the subject, as
    "Ferry" does in all news about ferries."""
    min_revision_word_letters: int = 4
    """Shorter words of a title are ignored; most are like "the", "of", "und", "los"."""


PARAMETERS = Parameters()
