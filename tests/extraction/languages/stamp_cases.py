"""Lines with the author's name alone, and with the date 8 September 2026 alone.

The keys are language codes (ISO 639-1). To add a language, add a line to each table.
"""

# ruff: noqa: RUF001 - letters of many scripts

AUTHOR_LINES = {
    "am": ("አበበ ከበደ", "በአበበ ከበደ"),
    "ar": ("سامي حداد", "بقلم: سامي حداد"),
    "bg": ("Иво Дренков", "Автор: Иво Дренков"),
    "bn": ("রফিক উদ্দিন", "লিখেছেন: রফিক উদ্দিন"),
    "cs": ("Jan Drozd", "Autor: Jan Drozd"),
    "de": ("Lena Drury", "Text und Fotos: Lena Drury"),
    "el": ("Νίκος Δρόσος", "Του Νίκος Δρόσος"),
    "en": ("Lena Drury", "Written by Lena Drury, staff writer"),
    "es": ("Luis Duero", "Por Luis Duero"),
    "fa": ("رضا دارابی", "نویسنده: رضا دارابی"),
    "fr": ("Luc Drouin", "Par Luc Drouin"),
    "he": ("דן דרורי", "מאת דן דרורי"),
    "hi": ("राम दास", "लेखक: राम दास"),
    "hu": ("Dér Péter", "Írta: Dér Péter"),
    "ja": ("土井一郎", "文・土井一郎"),
    "ka": ("გია დვალი", "ავტორი: გია დვალი"),
    "km": ("សុខ ដារ៉ា", "ដោយ៖ សុខ ដារ៉ា"),
    "ko": ("도재호", "도재호 기자"),
    "my": ("ဒေါနဦး", "ရေးသားသူ - ဒေါနဦး"),
    "pl": ("Jan Drozd", "Autor: Jan Drozd"),
    "ru": ("Иван Дроздов", "Текст: Иван Дроздов"),
    "sr": ("Иво Дренић", "Пише: Иво Дренић"),
    "ta": ("ரவி தாஸ்", "எழுதியவர்: ரவி தாஸ்"),
    "th": ("ดนัย ดี", "โดย ดนัย ดี"),
    "tr": ("Deniz Dağ", "Yazan: Deniz Dağ"),
    "uk": ("Іван Дрозд", "Автор: Іван Дрозд"),
    "ur": ("عمر درانی", "تحریر: عمر درانی"),
    "vi": ("Dũng Đoàn", "Tác giả: Dũng Đoàn"),
    "zh": ("杜伟", "记者 杜伟"),
}
"""A name, and a line that has it with the word that stands before or after names."""

DATE_LINES = {
    "ar": "الثلاثاء ٨ سبتمبر ٢٠٢٦ - ١٠:١٥",
    "bg": "8 септември 2026 г., 10:15 ч.",
    "cs": "úterý 8. září 2026, 10:15",
    "de": "Dienstag, 8. September 2026, 10:15 Uhr",
    "el": "Τρίτη, 8 Σεπτεμβρίου 2026, 10:15",
    "en": "Published on Tuesday, September 8, 2026 at 10:15 am",
    "es": "Martes, 8 de septiembre de 2026 - 10:15 h",
    "fi": "ti 8.9.2026 klo 10.15",
    "fr": "Publié le mardi 8 septembre 2026 à 10h15",
    "ja": "2026年9月8日 10時15分",
    "ko": "입력 2026.09.08. 10:15",
    "no": "Publisert 8. september 2026 kl. 10.15",
    "pl": "8 września 2026, 10:15",
    "ru": "8 сентября 2026, 10:15",
    "sv": "Publicerad 2026-09-08 10:15",
    "tr": "8 Eylül 2026 Salı, 10:15",
    "uk": "8 вересня 2026, 10:15",
    "vi": "Thứ ba, 8/9/2026, 10:15 (GMT+7)",
    "zh": "2026年9月8日 10:15",
}
"""A line with the date and a few words beside it."""
