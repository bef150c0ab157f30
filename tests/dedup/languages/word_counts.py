"""How many words the reports in `daily` have on the first day, by the dictionaries of ICU."""

WORDS: dict[str, tuple[int, ...]] = {
    "zh": (48, 41, 47),
    "zh-Hant": (48, 39, 40),
    "ja": (62, 62, 58),
    "th": (68, 54, 62, 50),
    "lo": (57, 51, 43),
    "km": (50, 53, 48),
    "my": (63, 59, 50),
    "hi": (60, 53, 46),
    "bn": (49, 46, 39),
    "ta": (41, 39, 34),
    "ar": (52, 45, 39),
    "fa": (56, 51, 49),
    "ur": (58, 64, 49),
    "he": (49, 47, 44),
    "am": (46, 45),
    "ka": (44, 36),
    "hy": (45, 37),
    "el": (54, 41),
    "ru": (48, 43),
    "en": (55, 52),
}
UNSPACED = {"ja", "km", "lo", "my", "th", "zh", "zh-Hant"}
"""The languages that put no spaces between words: only there newsbot estimates the number."""
