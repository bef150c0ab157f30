"""One invented report in many languages, and the charsets that are usual in each language."""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

STORIES = {
    "de": (
        "Bäckerei am Marktplatz öffnet früher",
        "Die Bäckerei am Marktplatz öffnet ab Mai schon um fünf Uhr früh.",
        "Die Eigentümerin hat einen zweiten Ofen gekauft – „endlich“, wie sie sagt.",
        "Für übriges Brot zahlen die Gäste die Hälfte, bis alles weg ist.",
    ),
    "fr": (
        "La boulangerie ouvrira à cinq heures",
        "La boulangerie de la place du marché ouvrira dès cinq heures à partir de mai.",
        "Sa propriétaire a acheté un deuxième four et engagé deux apprentis de la vallée.",
        "Le pain de la veille sera vendu à moitié prix jusqu’à épuisement, a-t-elle précisé.",
    ),
    "pl": (
        "Piekarnia otworzy się wcześniej",
        "Piekarnia przy rynku będzie otwierana już o piątej rano, począwszy od maja.",
        "Właścicielka kupiła drugi piec i przyjęła dwóch uczniów z sąsiedniej doliny.",
        "Chleb z poprzedniego dnia będzie sprzedawany za pół ceny, aż się skończy.",
    ),
    "cs": (
        "Pekařství na náměstí otevře dříve",
        "Pekařství na náměstí bude od května otevírat už v pět hodin ráno.",
        "Majitelka koupila druhou pec a přijala dva učně z nedalekého údolí.",
        "Chléb z předešlého dne se bude prodávat za poloviční cenu, dokud něco zbývá.",
    ),
    "ru": (
        "Пекарня на площади откроется раньше",
        "Пекарня на рыночной площади с мая будет открываться в пять часов утра.",
        "Её владелица купила вторую печь и взяла двух учеников из соседней долины.",
        "Вчерашний хлеб продают за половину цены, пока он не закончится.",
    ),
    "uk": (
        "Пекарня на площі відкриється раніше",
        "Пекарня на ринковій площі з травня відкриватиметься о п'ятій годині ранку.",
        "Її власниця купила другу піч і взяла двох учнів із сусідньої долини.",
        "Вчорашній хліб продають за половину ціни, доки він не скінчиться.",
    ),
    "el": (
        "Ο φούρνος της πλατείας ανοίγει νωρίτερα",
        "Ο φούρνος της πλατείας θα ανοίγει από τον Μάιο στις πέντε το πρωί.",
        "Η ιδιοκτήτρια αγόρασε δεύτερο φούρνο και πήρε δύο μαθητευόμενους από την κοιλάδα.",
        "Το χθεσινό ψωμί πωλείται στη μισή τιμή μέχρι να τελειώσει.",
    ),
    "tr": (
        "Meydandaki fırın daha erken açılıyor",
        "Çarşı meydanındaki fırın mayıstan itibaren sabah saat beşte açılacak.",
        "Sahibi ikinci bir fırın satın aldı ve komşu vadiden iki çırak işe aldı.",
        "Bir gün önceki ekmek bitene kadar yarı fiyatına satılıyor, dedi müşterilere.",
    ),
    "he": (
        "המאפייה בכיכר תיפתח מוקדם יותר",
        "המאפייה בכיכר השוק תיפתח החל ממאי בחמש בבוקר.",
        "בעלת המקום קנתה תנור שני וקיבלה שני שוליות מן העמק הסמוך.",
        "לחם מיום האתמול נמכר בחצי המחיר עד שהוא נגמר.",
    ),
    "ar": (
        "المخبز في الساحة سيفتح أبوابه مبكرا",
        "سيفتح المخبز في ساحة السوق أبوابه ابتداء من مايو عند الخامسة صباحا.",
        "اشترت صاحبته فرنا ثانيا وعينت متدربين اثنين من الوادي المجاور.",
        "يباع خبز اليوم السابق بنصف الثمن حتى ينفد كله.",
    ),
    "lt": (
        "Kepykla aikštėje atsidarys anksčiau",
        "Kepykla turgaus aikštėje nuo gegužės atsidarys jau penktą valandą ryto.",
        "Jos savininkė nusipirko antrą krosnį ir priėmė du mokinius iš gretimo slėnio.",
        "Vakarykštė duona parduodama už pusę kainos, kol jos nebelieka.",
    ),
    "th": (
        "ร้านขนมปังที่จัตุรัสจะเปิดเร็วขึ้น",
        "ร้านขนมปังที่จัตุรัสตลาดจะเปิดตั้งแต่ตีห้าเริ่มเดือนพฤษภาคม",
        "เจ้าของร้านซื้อเตาอบเครื่องที่สองและรับผู้ฝึกงานสองคนจากหุบเขาใกล้เคียง",
        "ขนมปังของเมื่อวานขายครึ่งราคาจนกว่าจะหมด",
    ),
    "ja": (
        "広場のパン屋が早く開店へ",
        "市場広場のパン屋は五月から朝五時に開店する。",
        "店主は二台目のかまどを買い、隣の谷から見習いを二人雇った。",
        "前の日のパンは、なくなるまで半額で売られるという。",
    ),
    "ko": (
        "광장의 빵집이 더 일찍 문을 연다",
        "시장 광장의 빵집은 오월부터 아침 다섯 시에 문을 연다.",
        "주인은 두 번째 화덕을 사고 이웃 골짜기에서 견습생 두 명을 뽑았다.",
        "전날의 빵은 다 팔릴 때까지 반값에 판다고 한다.",
    ),
    "zh-hans": (
        "广场上的面包店将提早开门",
        "市场广场上的面包店从五月起早上五点开门。",
        "店主买了第二个烤炉，还从附近的山谷招了两名学徒。",
        "前一天的面包半价出售，直到卖完为止。",
    ),
    "zh-hant": (
        "廣場上的麵包店將提早開門",
        "市場廣場上的麵包店從五月起早上五點開門。",
        "店主買了第二個烤爐，還從附近的山谷招了兩名學徒。",
        "前一天的麵包半價出售，直到賣完為止。",
    ),
}
"""For each language the headline and the paragraphs."""

ENCODINGS = {
    "de": ("windows-1252", "utf-8"),
    "fr": ("windows-1252",),
    "pl": ("windows-1250", "iso-8859-2"),
    "cs": ("windows-1250", "iso-8859-2"),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5", "ibm866", "utf-16le"),
    "uk": ("windows-1251", "koi8-u"),
    "el": ("windows-1253", "iso-8859-7"),
    "tr": ("windows-1254",),
    "he": ("windows-1255",),
    "ar": ("windows-1256",),
    "lt": ("windows-1257",),
    "th": ("windows-874",),
    "ja": ("shift_jis", "euc-jp", "iso-2022-jp", "utf-8", "utf-16be"),
    "ko": ("euc-kr", "iso-2022-kr"),
    "zh-hans": ("gb18030", "hz-gb-2312", "utf-8"),
    "zh-hant": ("big5",),
}
"""For each language the names of the charsets in which pages occur, as newsbot names them."""

CASES = [(language, name) for language, names in ENCODINGS.items() for name in names]


def page(language: str, label: str | None = None) -> str:
    """The report as an HTML page that declares the charset `label`."""
    meta = "" if label is None else f'<meta charset="{label}">'
    title, *paragraphs = STORIES[language]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='{language[:2]}'><head>{meta}<title>{title}</title>"
        "<script>if (1 < 2) go('+a/~b');</script></head>"
        f"<body><nav><a href='/'>Home</a></nav><h1>{title}</h1>{body}</body></html>"
    )
