"""Every number of the method, with its reason.

What is measured is measured on webis16 (real pages), synth_tune (derived copies), pairs of Reuters
stories and basil_same_event (the same events in other words); docs/copies.md has the figures.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """How texts are fingerprinted, looked up and compared."""

    version: int = 2
    """Rises whenever the same text would get another fingerprint or verdict; stored with each."""

    shingle_words: int = 5
    """Words a shingle. Texts about one event in other words share under .35 of such shingles."""
    shingle_letters: int = 8
    """In scripts without spaces: five words of Chinese or Japanese have about as many letters."""
    fine_words: int = 3
    """Words a fine shingle: where every fifth word was replaced, .3 of the 5-grams are left and
    half of the 3-grams."""
    fine_letters: int = 5
    min_words: int = 20
    """Below this a text is compared as a whole only: it has too few shingles to mean anything."""

    sketch_size: int = 24
    """Hashes kept of a text. With two of 24 shared the same copies are found as with three of 32,
    for a quarter less of disk and look-ups."""
    min_shared_hashes: int = 2
    max_postings: int = 64
    """Texts looked at for each hash, newest first: that of a hot line has thousands, and uncapped
    costs 370 ms instead of .5."""
    max_verified: int = 20
    """Texts at most that are compared word by word for each that is looked up; mostly one is."""
    window: timedelta = timedelta(hours=72)
    """How far apart in time copies are looked for: wire stories are reprinted within hours, and
    three days cover weekly papers. Equal texts are found whenever they were stored."""

    min_jaccard: float = 0.5
    """Most of both texts is the same. The usual .8 misses every fifth real copy."""
    min_containment: float = 0.6
    """Most of the shorter text is in the longer one: cut short, or padded. Follow-ups that
    recycle background reach .45 to .6."""
    min_contained_jaccard: float = 0.15
    """So much of both together must be shared, for a teaser of 60 words whose half is a hot
    disclaimer is contained in everything that carries it."""
    min_one_lead: float = 0.2
    """And one text's opening must be in the other: two reports that quote one statement at length,
    and follow-ups, open differently. Of 652 such copies none has less."""

    min_span: float = 1 / 3
    """And unless the longer text opens as the shorter one, what they share reaches over so much of
    it: pages that run several stories end to end have each in one place."""

    lead_words: int = 60
    """A text's opening, in words: the first paragraph or two."""
    min_fine_containment: float = 0.48
    """Reworked copies: so many of the shorter text's fine shingles are left, ..."""
    min_both_leads: float = 0.3
    """... both texts open alike, by the fine shingles of each that are in the other, ..."""
    min_numbers: float = 0.7
    """... and of the numbers in the passages that they share so many agree: a rewriter keeps them.
    """
    max_gap_words: int = 8
    """A passage is shared fine shingles with no more than so many other words in between."""

    min_telling_share: float = 0.2
    """If the lines that recur on a site leave less than this of a text, the whole is compared: then
    it is a further printing on that site, all of whose lines recur."""

    short_words: int = 120
    """Shorter texts are often templates (results, rates, weather), alike but for facts: ..."""
    min_short_numbers: float = 0.85
    """... so of all their numbers so many must agree, ..."""
    min_short_passage_numbers: float = 0.9
    """... and in reworked passages nearly all."""

    min_revision_containment: float = 0.1
    """A text at another address with the same article number is the same article if it shares so
    many shingles, ..."""
    min_revision_title: float = 0.5
    """... or a single one, and so many of the shorter title's words: a text rewritten from the
    ground keeps names and quotes. Of 300 pairs of reports of one event .88 share a shingle, of
    3 000 pairs of others .04."""
    min_revision_title_words: int = 2
    """But one word in common is that of a beat: "Ferry" stands above all news of ferries."""
    min_revision_word_letters: int = 4
    """Shorter words of a title are mostly "the", "of", "und", "los"."""


PARAMETERS = Parameters()
