"""Invented texts, and what newsrooms do to texts."""

# ruff: noqa: RUF001 - two stories are Chinese, two are Thai

# 246 words, 11 of them numbers.
FERRY = """\
The ferry between Port Alder and Finsay will sail again from Monday, eleven weeks after its \
propeller was caught in a drifting net, the harbour board said on Tuesday. Divers worked for nine \
days in cold and muddy water before the last of the cable was cut away and the shaft could be \
turned by hand.
The Marta Lind was built in 1987 and carries 312 passengers and 45 cars. Since February islanders \
have had to rely on two fishing boats, which cross only in calm weather, and on a helicopter that \
the county hired for the sick at a cost of 940 crowns a flight. The owner of the only grocery said \
that her shelves had been half empty since Easter, and that she had thrown away 60 litres of milk.
Children from the northern farms lodged with families in the town from Monday to Friday; 14 of \
them will now sleep at home again. The timetable of the winter stays in force until the end of \
May. After that the first boat leaves at 6.15 and the last one at 21.40.
A second ship has been promised by the county for years. The board is to decide in June whether to \
order one or to lease it from a yard on the mainland. The union of seamen welcomed the repair but \
warned that the crew of 18 had been cut too far to keep the boat running through another season \
of storms."""

# 105 words, no number.
THEATRE = """\
Members of the town council voted late on Thursday to close the old theatre by the market for two \
years, after engineers found that its roof might give way under heavy snow. The mayor called the \
decision bitter but without any alternative. Plays will move to the former brewery, where the \
stage is smaller and the seats are borrowed from the cinema next door. Actors who had feared for \
their contracts were told that none of them would have to leave. Whether the house ever opens \
again depends on money from the capital, and nobody in the chamber wanted to guess how \
likely that is."""

# 148 words, no number.
STATEMENT = """\
We have listened to everybody who wrote to us and we have read each letter with great care. Nobody \
on this board takes the safety of passengers lightly, and nobody ever will. What happened in the \
night of the storm must not happen again, and therefore we have asked three experts from abroad to \
look at every rope, every engine and every rule that we have. Their report will be open to all. \
Until then no captain will be asked to leave the harbour against his own judgement, whatever the \
timetable may say and however many people wait at the quay. We know that this is hard for families \
who live on both sides of the water, and we ask them for patience. Trust is lost in an hour and \
won back over years. We want to begin with that today, and we mean every word of it."""

# 38 words, no number.
DISCLAIMER = """\
This article is for information only and is no advice to buy or sell shares of any kind; readers \
who act on it do so at their own risk and should always ask a person who knows them."""

# 52 words with its 8 numbers.
WEATHER = (
    "Port Alder will be sunny on Monday with 12 degrees at noon and 4 at night, and the wind will "
    "blow from the west at 23 kilometres an hour. On Tuesday people may expect 14 degrees at noon, "
    "6 at night and up to 3 millimetres of rain, and waves of 2 feet in the sound until 18 o'clock."
)

CHINESE = """\
港务局周二表示，往返于阿尔德港与芬赛岛之间的渡轮将于下周一恢复航行。这艘渡轮的螺旋桨十一周前被一张漂流的渔网缠住，\
船体受损，此后一直停在码头。潜水员在寒冷浑浊的海水中工作了九天，才把最后一段缆绳割断，使传动轴可以用手转动。\
停航期间，岛上居民只能依靠两艘渔船往来，而渔船只在风平浪静时才出海；病人则由县里租用的直升机送往大陆。\
岛上唯一一家杂货店的老板说，自复活节以来货架一直半空，许多牛奶送到时已经变质，只好倒掉。\
冬季时刻表将沿用到五月底，之后头班船六点一刻开出，末班船改在晚上九点四十分。"""
CHINESE_REPORT = """\
芬赛岛的居民周三在码头上聚集，庆祝停航近三个月的渡轮即将重新开通。镇长在讲话中感谢潜水员和船员的努力，\
并呼吁县政府尽快订购第二艘船。她说，一座岛不能只靠一条船生活。学生们带来了自己画的海报，渔民则把旗子挂满了桅杆。\
一位老人回忆说，他年轻时往返大陆要坐六个小时的帆船，遇上大雾还得等到第二天。\
港务局没有回应关于票价是否上涨的提问，只表示新的时刻表会在月底公布。"""

THAI = """\
การท่าเรือแถลงเมื่อวันอังคารว่า เรือข้ามฟากระหว่างท่าเรืออัลเดอร์กับเกาะฟินเซย์จะกลับมาแล่นอีกครั้งในวันจันทร์หน้า \
หลังจากใบพัดติดอวนที่ลอยมาตามน้ำเมื่อสิบเอ็ดสัปดาห์ก่อน นักประดาน้ำทำงานในน้ำเย็นและขุ่นอยู่เก้าวันจึงตัดเชือกเส้นสุดท้ายออกได้ \
ระหว่างนั้นชาวเกาะต้องอาศัยเรือประมงสองลำซึ่งออกทะเลเฉพาะเมื่อคลื่นลมสงบ ส่วนผู้ป่วยต้องขึ้นเฮลิคอปเตอร์ที่อำเภอเช่ามา"""
THAI_REPORT = """\
ชาวเกาะฟินเซย์รวมตัวกันที่ท่าเรือเมื่อวันพุธเพื่อฉลองการกลับมาของเรือข้ามฟาก \
นายกเทศมนตรีกล่าวขอบคุณลูกเรือและขอให้อำเภอสั่งต่อเรือลำที่สองโดยเร็ว \
เด็กนักเรียนวาดป้ายต้อนรับ ชาวประมงประดับธงบนเสากระโดง \
ชายชราคนหนึ่งเล่าว่าสมัยหนุ่มเขาต้องนั่งเรือใบหกชั่วโมงกว่าจะถึงฝั่ง และถ้าหมอกลงก็ต้องรอถึงวันรุ่งขึ้น"""


def cut(text: str, first: int, last: int | None = None) -> str:
    """Its words from `first` to before `last`."""
    return " ".join(text.split()[first:last])


def reworded(text: str, every: int) -> str:
    """The text with another word for each `every`th one that is no number."""
    return " ".join(
        "somehow" if place % every == every - 1 and word.isalpha() else word
        for place, word in enumerate(text.split())
    )


def with_other_figures(text: str, *figures: str) -> str:
    """The text with other numbers in place of those."""
    return " ".join(f"1{word}" if word in figures else word for word in text.split())
