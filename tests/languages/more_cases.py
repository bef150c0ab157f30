"""Dates of events, and bylines that are easily misread, in many languages.

A row begins with the language (ISO 639-1). To add a case, add a row.
"""

# ruff: noqa: RUF001 - names and signs in their own scripts

# What stands before the date of an event or a deadline, under a headline.
BEFORE_EVENTS = (
    ("ar", "تاريخ الفعالية:"),
    ("bg", "Краен срок до"),
    ("bn", "শেষ তারিখ:"),
    ("ca", "Data límit:"),
    ("cs", "Termín konání:"),
    ("da", "Dato for arrangementet:"),
    ("de", "Gültig bis"),
    ("de", "Anmeldefrist"),
    ("el", "Ημερομηνία εκδήλωσης:"),
    ("en", "Event date:"),
    ("en", "Registration closes"),
    ("es", "Fecha del evento:"),
    ("es", "Plazo hasta el"),
    ("et", "Toimumisaeg"),
    ("fa", "تاریخ برگزاری:"),
    ("fi", "Tapahtumapäivä"),
    ("fr", "Date limite :"),
    ("fr", "Rendez-vous le"),
    ("gl", "Data límite:"),
    ("he", "תאריך האירוע:"),
    ("hi", "कार्यक्रम की तारीख:"),
    ("hr", "Datum održavanja:"),
    ("hu", "Határidő"),
    ("id", "Tanggal acara:"),
    ("it", "Data evento:"),
    ("ja", "発売日"),
    ("ko", "마감일"),
    ("lt", "Renginio data:"),
    ("lv", "Norises datums:"),
    ("mk", "Датум на одржување:"),
    ("ms", "Tarikh tutup:"),
    ("nl", "Datum evenement:"),
    ("no", "Dato for møtet:"),
    ("pl", "Data wydarzenia:"),
    ("pt", "Data do evento:"),
    ("ro", "Data evenimentului:"),
    ("ru", "Дата мероприятия:"),
    ("ru", "Срок до"),
    ("sk", "Dátum konania:"),
    ("sl", "Datum prireditve:"),
    ("sq", "Data e ngjarjes:"),
    ("sr", "Датум одржавања:"),
    ("sv", "Datum för evenemanget:"),
    ("sw", "Tarehe ya tukio:"),
    ("ta", "கடைசி தேதி:"),
    ("th", "วันจัดงาน"),
    ("tr", "Son gün"),
    ("uk", "Дата події:"),
    ("ur", "آخری تاریخ:"),
    ("vi", "Ngày diễn ra:"),
    ("zh", "活动时间："),
    ("zh", "截止日期："),
)

# What stands before the date of an article, and looks like words before that of an event.
BEFORE_DATES = (
    ("cs", "Do"),
    ("de", "Do,"),
    ("de", "Veröffentlicht Do"),
    ("en", "Posted on"),
    ("fr", "Publié le"),
    ("he", "מועד פרסום:"),
    ("ru", "Дата:"),
    ("zh", "时间："),
)

# A byline marked by a class, and its persons.
MARKED = (
    ("af", "Deur Elsa van Vlei en Piet Moos", "Elsa van Vlei; Piet Moos"),
    ("af", "Deur Elsa", ""),
    ("bg", "От Елена", ""),
    ("da", "Af Elin", ""),
    ("el", "Από Ελένη", ""),
    ("id", "Oleh-Oleh Khas Varda", ""),
    ("id", "Oleh Karena Itu", ""),
    ("is", "Eftir Guðrún", ""),
    ("ko", "온라인뉴스팀 기자", ""),
    ("ko", "인턴기자", ""),
    ("ko", "기자 간담회", ""),
    ("ko", "홍길동ㆍ이서준 기자", "홍길동; 이서준"),
    ("mk", "Од Елена", ""),
    ("ms", "Oleh Itu", ""),
    ("nb", "Av Elin", ""),
    ("de", "Von Haus Aus", ""),
    ("fr", "Par Temps de Pluie", ""),
    ("sq", "Nga E Hëna", ""),
    ("sr", "Од Јелена", ""),
    ("sr", "Od Jelena", ""),
    ("sv", "Av Elin", ""),
    ("th", "โดยสารรถไฟ", ""),
    ("uk", "Розмовляла Оксана Лис", "Оксана Лис"),
    ("vi", "Bởi Mai", ""),
    ("zh", "作者：本报记者", ""),
)

# A line without a class between the headline and the text, and its persons.
PLAIN = (
    ("af", "Deur Elsa van Vlei", "Elsa van Vlei"),
    ("id", "Oleh-Oleh Khas Varda", ""),
    ("ko", "[가람일보 = 홍길동 기자]", "홍길동"),
    ("ko", "홍길동·이서준 기자", "홍길동; 이서준"),
    ("nl", "Van onze verslaggever Jan van der Vaart", "Jan van der Vaart"),
    ("zh", "〔記者林曉嵐／港口報導〕", "林曉嵐"),
)

# The last paragraph, aligned to the right, and its persons.
SIGNED = (
    ("ru", "Вера ЛУНЁВА.", "Вера ЛУНЁВА"),
    ("uk", "Оксана Лис.", "Оксана Лис"),
)

# A <title> that begins with the name of the site, and the heading.
SITE_FIRST = (
    ("ja", "みなと新聞_ガラスの渡し船が修理を終えて再開", "ガラスの渡し船が修理を終えて再開"),
    ("zh", "港口日报_玻璃渡轮修理完毕恢复通航", "玻璃渡轮修理完毕恢复通航"),
)
