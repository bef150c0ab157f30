"""The language of an article as an ISO 639-1 code, from language tags and from its text."""

from urllib.parse import urlsplit

import gcld3

# How many characters of a text the language detector gets. With a sample of this length it mistook
# the language of none of the corpora's 1 172 pages, and took 0.4 ms for a page.
SAMPLE_LENGTH = 1000
SAMPLE_BYTES = 4 * SAMPLE_LENGTH
# The language of a text is not detected if the text has fewer characters than this. A shorter text
# may be just names and figures.
MIN_LENGTH = 200
MIN_PROBABILITY = 0.95
# Many templates state English for pages in any language. So if a page states English or no
# language, a shorter text (MIN_BYTES_OF_DEFAULT) and a lower probability
# (MIN_PROBABILITY_OF_DEFAULT) are enough for the detector's result to count. The length is in bytes
# of UTF-8, because Chinese says more in a letter: 120 bytes are 40 Chinese or 60 Greek letters. The
# detector made no mistake with 1 406 English paragraphs of 120 to 200 characters.
_DEFAULTS = (None, "en")
MIN_BYTES_OF_DEFAULT = 120
MIN_PROBABILITY_OF_DEFAULT = 0.7
# If a page states English or no language, this lower probability is enough for a language in one of
# the groups of _ALIKE. The detector divides the probability among the languages of a group: a text
# in Indonesian may get 0.5 for Indonesian, and the rest for Malay.
MIN_PROBABILITY_IN_GROUP = 0.5

# Groups of languages that are so alike that the detector confuses them. If the page states one
# language of a group, and the detector finds another one of this group, the page is believed.
_ALIKE = (
    frozenset(("bs", "hr", "sr")), frozenset(("id", "ms")), frozenset(("da", "nb", "nn", "no")),
    frozenset(("gl", "pt")), frozenset(("cs", "sk")), frozenset(("af", "nl")),
    frozenset(("xh", "zu")), frozenset(("rn", "rw")),
)  # fmt: skip

# Top-level domain of a country or region → the language of most of its pages. Only languages in
# one of the groups above are listed: the domain decides between the languages of a group.
_OF_COUNTRIES = {
    "ba": "bs", "br": "pt", "cz": "cs", "dk": "da", "gal": "gl", "hr": "hr", "id": "id",
    "me": "sr", "my": "ms", "nl": "nl", "no": "no", "pt": "pt", "rs": "sr", "sk": "sk",
}  # fmt: skip

# Language codes that were withdrawn in 1989 but are still stated by pages, with the codes that
# replaced them; and Filipino, which is a form of Tagalog and has no code of two letters.
_RENAMED = {"in": "id", "iw": "he", "ji": "yi", "fil": "tl"}
_CODES = frozenset((
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bi",
    "bm", "bn", "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de",
    "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy",
    "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he", "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia",
    "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj", "kk",
    "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li", "ln", "lo",
    "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd",
    "ne", "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi", "pl",
    "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "si", "sk", "sl",
    "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk",
    "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk", "ur", "uz", "ve", "vi", "vo", "wa",
    "wo", "xh", "yi", "yo", "za", "zh", "zu",
))  # fmt: skip

_DETECTOR = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=SAMPLE_BYTES)


def choose_language(stated: str | None, text: str, url: str = "") -> str | None:
    """The language of an article (ISO 639-1), from what its page states and from its text.

    `stated` is the language that the page states. If Google's Compact Language Detector v3 is
    confident of the text's language, the result is that of the text. Otherwise the result is
    `stated`. A shorter text and less confidence are enough if the page states English, because many
    templates state English for pages in any language. If the detector may confuse the language with
    a similar one, the domain of the page's `url` decides, e.g. ".id" for Indonesian.
    """
    is_default = stated in _DEFAULTS
    if len(text) < MIN_LENGTH and not (is_default and len(text.encode()) >= MIN_BYTES_OF_DEFAULT):
        return stated
    found = _DETECTOR.FindLanguage(text=text[:SAMPLE_LENGTH])
    language = iso_639_1(found.language)
    # "ru-Latn" means that the detector takes the text for Russian in Latin letters. Results with
    # "-Latn" are mostly wrong. So they are ignored, and what the page states is returned.
    is_clear = found.probability >= _least(language, is_default=is_default)
    if language is None or not is_clear or "-Latn" in found.language:
        return stated
    alike = next((group for group in _ALIKE if language in group), frozenset())
    country = (urlsplit(url).hostname or "").rpartition(".")[2]
    own = stated if stated in alike else _OF_COUNTRIES.get(country)
    return own if own in alike else language


def _least(language: str | None, *, is_default: bool) -> float:
    """The lowest probability at which the detected `language` counts.

    `is_default` says whether the page states English or nothing.
    """
    if not is_default:
        return MIN_PROBABILITY
    is_in_group = any(language in alike for alike in _ALIKE)
    return MIN_PROBABILITY_IN_GROUP if is_in_group else MIN_PROBABILITY_OF_DEFAULT


def iso_639_1(*tags: str | None) -> str | None:
    """The ISO 639-1 code in the first language tag that has one, e.g. "en" for "en-GB"."""
    codes = (tag.strip().replace("_", "-").split("-")[0].lower() for tag in tags if tag)
    renamed = (_RENAMED.get(code, code) for code in codes)
    return next((code for code in renamed if code in _CODES), None)
