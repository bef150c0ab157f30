"""A table of news agencies and press release services, with their domains and names.

The names are those by which bylines and datelines credit the agencies.
"""

# ruff: noqa: RUF001 - names of agencies in their own scripts

import re
from collections import defaultdict
from dataclasses import dataclass

# A name of at least this many characters is recognised in any mix of upper and lower case, e.g.
# "reuters". A shorter name is recognised only in capitals or as the agency spells it. For example,
# "Mia" is not recognised, because it is also the name of a person.
ANY_CASE = 5


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency or press release service, whose texts other sites publish."""

    sites: frozenset[str]
    """The registrable domains of the agency's own sites."""
    names: tuple[str, ...]
    """The names by which datelines and bylines credit the agency, e.g. "AP", "Associated Press". A
    leading "the" is left out."""


# One row for each agency: its domains, separated by spaces, and then its names. Two agencies may
# share a name: APA is Austrian and Azerbaijani.
_TABLE = (
    # Agencies that work worldwide
    (
        "apnews.com ap.org",
        "AP",
        "Ap",
        "Associated Press",
        "أ ب",
        "أسوشيتد برس",
        "Ассошиэйтед Пресс",
        "美联社",
        "美聯社",
        "AP通信",
        "एपी",
        "एसोसिएटेड प्रेस",
        "اسوشیتدپرس",
    ),
    (
        "reuters.com",
        "Reuters",
        "Thomson Reuters",
        "رويترز",
        "رویترز",
        "Рейтер",
        "Ройтерс",
        "Ројтерс",
        "Рейтерс",
        "路透",
        "路透社",
        "ロイター",
        "ロイター通信",
        "로이터",
        "로이터통신",
        "रॉयटर्स",
        "रायटर",
        "রয়টার্স",
        "Ρόιτερς",
        "רויטרס",
        "รอยเตอร์",
        "รอยเตอร์ส",
        "ராய்ட்டர்ஸ்",
        "رائٹرز",
        "روئٹرز",
        "Rojters",
        "როიტერი",
        "Ռոյթերս",
    ),
    (
        "afp.com",
        "AFP",
        "AFP時事",
        "Afp",
        "Agence France-Presse",
        "Agence France Presse",
        "أ ف ب",
        "أ.ف.ب",
        "ا ف ب",
        "فرانس برس",
        "وكالة فرانس برس",
        "АФП",
        "Франс Прес",
        "Франс-Пресс",
        "法新社",
        "AFP通信",
        "एएफपी",
        "এএফপি",
        "Γαλλικό Πρακτορείο",
        "เอเอฟพี",
        "ஏஎஃப்பி",
        "اے ایف پی",
        "خبرگزاری فرانسه",
    ),
    ("upi.com", "UPI", "United Press International", "合众国际社"),
    (
        "bloomberg.com",
        "Bloomberg",
        "Bloomberg News",
        "بلومبرغ",
        "Блумберг",
        "彭博社",
        "ブルームバーグ",
        "블룸버그",
    ),
    ("dowjones.com", "Dow Jones", "Dow Jones Newswires"),
    ("cnn.com", "CNN", "CNN Newsource", "CNN Wire"),
    ("ipsnews.net", "IPS", "Inter Press Service"),
    # Agencies of western and northern Europe
    ("pa.media", "PA", "PA Media", "Press Association"),
    (
        "dpa.com",
        "dpa",
        "Dpa",
        "Deutsche Presse-Agentur",
        "German Press Agency",
        "د ب أ",
        "د.ب.أ",
        "وكالة الأنباء الألمانية",
        "ДПА",
    ),
    ("dpa-afx.de", "dpa-AFX", "dpa AFX"),
    ("epd.de", "epd", "Evangelischer Pressedienst"),
    ("kna.de", "KNA", "Katholische Nachrichten-Agentur"),
    ("sid.de", "SID", "Sport-Informations-Dienst"),
    ("dts-nachrichtenagentur.de", "dts", "dts Nachrichtenagentur"),
    ("dapd.de ddp.de", "dapd", "ddp"),
    ("apa.at", "APA", "Austria Presse Agentur"),
    ("keystone-sda.ch", "SDA", "sda", "ATS", "ats", "Keystone-SDA", "Keystone-ATS"),
    ("belga.be belganewsagency.eu", "Belga", "Belga News Agency"),
    ("anp.nl", "ANP", "Algemeen Nederlands Persbureau"),
    ("ntb.no", "NTB", "Norsk Telegrambyrå"),
    ("tt.se", "TT", "Tidningarnas Telegrambyrå", "TT Nyhetsbyrån"),
    ("ritzau.dk ritzau.com", "Ritzau", "Ritzaus Bureau"),
    ("stt.fi", "STT", "Suomen Tietotoimisto", "STT-Lehtikuva"),
    # Agencies of southern Europe
    ("efe.com", "EFE", "Efe", "Agencia EFE", "إيفي"),
    ("europapress.es", "Europa Press"),
    ("lusa.pt", "Lusa", "Agência Lusa", "LUSA", "Agência de Notícias Lusa"),
    ("ansa.it", "ANSA", "Ansa", "أنسا"),
    ("adnkronos.com", "Adnkronos"),
    ("agi.it", "AGI", "Agi", "Agenzia Italia"),
    ("askanews.it", "Askanews"),
    (
        "amna.gr",
        "ANA-MPA",
        "AMNA",
        "Athens News Agency",
        "ΑΠΕ-ΜΠΕ",
        "ΑΠΕ",
        "ΑΜΠΕ",
        "Αθηναϊκό Πρακτορείο Ειδήσεων",
        "APE-MPE",
    ),
    ("cna.org.cy", "KYPE", "ΚΥΠΕ", "Κυπριακό Πρακτορείο Ειδήσεων"),
    # Agencies of eastern Europe, Russia and the Caucasus
    ("bns.ee bns.lt bns.lv", "BNS", "Baltic News Service"),
    ("elta.lt", "ELTA", "Elta"),
    ("leta.lv", "LETA", "Leta"),
    ("pap.pl", "PAP", "Polska Agencja Prasowa"),
    ("ctk.cz ceskenoviny.cz", "ČTK", "CTK", "Česká tisková kancelář"),
    ("tasr.sk", "TASR", "Tlačová agentúra Slovenskej republiky"),
    ("sita.sk", "SITA"),
    ("mti.hu", "MTI", "Magyar Távirati Iroda"),
    ("hina.hr", "HINA", "Hrvatska izvještajna novinska agencija", "Hina"),
    ("sta.si", "STA", "Slovenska tiskovna agencija"),
    ("tanjug.rs", "Tanjug", "Танјуг"),
    ("beta.rs", "Beta", "Бета", "BETA"),
    ("fonet.rs", "FoNet", "Фонет", "ФоНет"),
    ("srna.rs", "SRNA", "Срна", "СРНА"),
    ("fena.ba", "FENA", "Fena", "ФЕНА"),
    ("mia.mk", "MIA", "МИА"),
    ("bta.bg", "BTA", "БТА", "Българска телеграфна агенция"),
    ("agerpres.ro", "Agerpres"),
    ("mediafax.ro", "Mediafax"),
    ("ata.gov.al", "ATSH", "Agjencia Telegrafike Shqiptare"),
    ("ukrinform.net ukrinform.ua", "Ukrinform", "Укрінформ"),
    ("unian.net unian.ua unian.info", "UNIAN", "УНІАН", "УНИАН"),
    ("interfax.com.ua", "Interfax-Ukraine", "Інтерфакс-Україна"),
    ("interfax.ru interfax.com", "Interfax", "Интерфакс"),
    (
        "tass.com tass.ru",
        "TASS",
        "Tass",
        "ITAR-TASS",
        "ТАСС",
        "ИТАР-ТАСС",
        "Тасс",
        "ايتار تاس",
        "تاس",
        "塔斯社",
        "タス通信",
        "타스통신",
    ),
    (
        "ria.ru",
        "RIA",
        "RIA Novosti",
        "РИА Новости",
        "РИА",
        "Спутник",
        "Sputnik",
        "سبوتنيك",
        "卫星通讯社",
    ),
    ("belta.by", "BelTA", "БЕЛТА", "БелТА"),
    ("apa.az", "APA"),
    ("azertag.az", "AZERTAC", "AZERTAG", "AZƏRTAC", "АЗЕРТАДЖ"),
    ("interpressnews.ge", "InterPressNews", "ინტერპრესნიუსი"),
    ("inform.kz", "Kazinform", "Казинформ", "ҚазАқпарат"),
    ("uza.uz", "UzA", "O‘zA", "O'zA", "ЎзА", "УзА"),
    ("montsame.mn", "MONTSAME", "МОНЦАМЭ"),
    ("armenpress.am", "Armenpress", "Արմենպրես", "Арменпресс"),
    # Agencies of Asia and the Pacific
    (
        "xinhuanet.com news.cn",
        "Xinhua",
        "Xinhua News Agency",
        "新华社",
        "新華社",
        "شينخوا",
        "Синьхуа",
        "新華社通信",
        "신화통신",
        "新华",
        "新華",
        "Tân Hoa Xã",
        "THX",
        "新华网",
        "新華網",
    ),
    (
        "chinanews.com chinanews.com.cn ecns.cn",
        "China News Service",
        "中新社",
        "中新网",
        "中国新闻网",
        "中国新闻社",
    ),
    ("cna.com.tw focustaiwan.tw", "CNA", "Central News Agency", "中央社", "中央通訊社"),
    (
        "kyodonews.net kyodonews.jp",
        "Kyodo",
        "Kyodo News",
        "共同",
        "共同通信",
        "共同社",
        "교도통신",
        "교도",
    ),
    ("jiji.com", "Jiji", "Jiji Press", "時事", "時事通信", "時事通信社", "지지통신"),
    (
        "yna.co.kr yonhapnews.co.kr",
        "Yonhap",
        "Yonhap News",
        "연합뉴스",
        "韩联社",
        "韓聯社",
        "聯合ニュース",
    ),
    ("newsis.com", "Newsis", "뉴시스"),
    ("kcna.kp", "KCNA", "Korean Central News Agency", "조선중앙통신", "朝鮮中央通信", "朝中社"),
    ("antaranews.com", "ANTARA", "Antara", "Antara News"),
    ("bernama.com", "Bernama"),
    ("vnanet.vn vietnamplus.vn", "VNA", "Vietnam News Agency", "TTXVN", "Thông tấn xã Việt Nam"),
    ("akp.gov.kh", "AKP"),
    ("kpl.gov.la", "KPL", "ຂປລ"),
    ("mcot.net", "TNA", "สำนักข่าวไทย"),
    ("pna.gov.ph", "PNA", "Philippine News Agency"),
    (
        "ptinews.com",
        "PTI",
        "Press Trust of India",
        "पीटीआई",
        "पीटीआई-भाषा",
        "भाषा",
        "পিটিআই",
        "પીટીઆઈ",
        "ਪੀਟੀਆਈ",
        "பிடிஐ",
        "పీటీఐ",
        "ಪಿಟಿಐ",
        "പിടിഐ",
        "PTI Bhasha",
    ),
    ("aninews.in", "ANI", "Asian News International", "एएनआई", "এএনআই", "એએનઆઈ"),
    ("rss.com.np", "RSS", "रासस"),
    ("ians.in", "IANS", "Indo-Asian News Service", "आईएएनएस", "আইএএনএস", "આઈએએનએસ"),
    ("uniindia.com", "UNI", "United News of India", "यूएनआई", "यूनीवार्ता"),
    ("app.com.pk", "APP", "Associated Press of Pakistan", "اے پی پی"),
    ("bssnews.net", "BSS", "Bangladesh Sangbad Sangstha", "বাসস"),
    ("aap.com.au", "AAP", "Australian Associated Press"),
    # Agencies of the Middle East and Africa
    (
        "aa.com.tr",
        "AA",
        "Anadolu",
        "Anadolu Agency",
        "Anadolu Ajansı",
        "الأناضول",
        "وكالة الأناضول",
        "Анадолија",
        "Анадолу",
    ),
    ("iha.com.tr", "İHA", "IHA", "İhlas Haber Ajansı"),
    ("dha.com.tr", "DHA", "Demirören Haber Ajansı"),
    ("irna.ir", "IRNA", "Islamic Republic News Agency", "ایرنا", "إرنا", "ИРНА"),
    ("isna.ir", "ISNA", "ایسنا"),
    ("tasnimnews.com", "Tasnim", "تسنیم"),
    ("mehrnews.com", "Mehr News", "مهر", "خبرگزاری مهر"),
    ("farsnews.ir", "Fars", "فارس", "خبرگزاری فارس"),
    ("ilna.ir", "ILNA", "ایلنا"),
    ("sana.sy", "SANA", "سانا"),
    ("petra.gov.jo", "Petra", "بترا"),
    ("wafa.ps", "WAFA", "وفا"),
    ("mena.org.eg", "MENA", "أ ش أ", "وكالة أنباء الشرق الأوسط"),
    ("wam.ae", "WAM", "Emirates News Agency", "وام", "وكالة أنباء الإمارات"),
    ("spa.gov.sa", "SPA", "Saudi Press Agency", "واس", "وكالة الأنباء السعودية"),
    ("kuna.net.kw", "KUNA", "Kuwait News Agency", "كونا", "وكالة الأنباء الكويتية"),
    ("qna.org.qa", "QNA", "Qatar News Agency", "قنا", "وكالة الأنباء القطرية"),
    ("mapnews.ma", "MAP", "Maghreb Arabe Presse", "ومع", "وكالة المغرب العربي للأنباء"),
    ("aps.dz", "APS", "Algérie Presse Service", "واج", "وكالة الأنباء الجزائرية"),
    ("nannews.ng", "NAN", "News Agency of Nigeria"),
    ("gna.org.gh", "GNA", "Ghana News Agency"),
    ("ena.et", "ENA", "ኢዜአ"),
    # Agencies of the Americas
    ("thecanadianpress.com", "CP", "Canadian Press", "Presse Canadienne", "La Presse Canadienne"),
    ("telam.com.ar", "Télam", "Telam"),
    ("notimex.gob.mx", "Notimex"),
    ("ebc.com.br", "Agência Brasil", "Agencia Brasil", "ABr"),
    ("andina.pe", "Andina"),
    ("prensa-latina.cu plenglish.com", "Prensa Latina"),
    # Press release services
    ("prnewswire.com", "PRNewswire", "PR Newswire"),
    ("businesswire.com", "Business Wire", "BusinessWire"),
    ("globenewswire.com", "GlobeNewswire", "Globe Newswire"),
    ("accesswire.com", "ACCESSWIRE"),
    ("newswire.ca", "CNW", "CNW Group"),
    ("presseportal.de", "ots", "news aktuell"),
)
NAMED_LIKE_PERSONS = frozenset({"Hina", "Beta", "Antara", "فارس", "مهر", "وفا", "Petra"})
"""Names of agencies that are also first names of persons."""
AGENCIES = tuple(Agency(frozenset(sites.split()), tuple(names)) for sites, *names in _TABLE)

# Matches what separates the names in a credit: "/" in "dpa/AFP", "," in "Ann Carter, Associated
# Press".
_BETWEEN = re.compile(r"\s*[,;/|+&]\s*|\s+(?:and|und|et|y|e|with|mit)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:by|von|par|por|from|via|sources?|quellen?|fuente|fonte)\b\s*:?|©|\(c\))\s*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
# Matches the words that may follow an agency's name in a credit: "AP Sports Writer", "Agence
# France-Presse in Paris".
_TRAIL = re.compile(
    r"\s+(?:(?:\w+\s+)?(?:staff|writers?|reporters?|correspondents?)|news(?:\s+agency)?|in\s+.+)$",
    re.IGNORECASE,
)


def agencies_called(name: str) -> tuple[Agency, ...]:
    """The agencies called `name`; empty if there are none.

    In a name of five characters or more, upper and lower case make no difference. A shorter name
    must be in capitals, or spelled as the agency spells it. So "dpa", "DPA", "reuters" and "The
    Associated Press" are names of agencies, but "pa" and "Mia" are not.
    """
    plain = _ARTICLE.sub("", " ".join(name.split()).rstrip("."))
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.casefold(), ())


def agencies_in(credit: str) -> frozenset[Agency]:
    """All agencies that `credit` names, e.g. dpa and AFP for "dpa/AFP".

    `credit` is a byline, or the text in the brackets of a dateline.
    """
    parts = (_LEAD.sub("", part.strip()) for part in _BETWEEN.split(credit))
    return frozenset(
        agency
        for part in parts
        for agency in agencies_called(part) or agencies_called(_TRAIL.sub("", part))
    )


def _by_name() -> dict[str, tuple[Agency, ...]]:
    found: defaultdict[str, dict[Agency, None]] = defaultdict(dict)
    for agency in AGENCIES:
        for name in agency.names:
            any_case = [name.casefold()] if len(name) >= ANY_CASE else []
            for spelling in (name, name.upper(), *any_case):
                found[spelling][agency] = None
    return {name: tuple(agencies) for name, agencies in found.items()}


_BY_NAME = _by_name()
