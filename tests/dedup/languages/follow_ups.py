"""Invented reports, each with a later one that repeats whole passages and is no copy of it."""

# ruff: noqa: RUF001 - two are Chinese, two Russian

COURT_1 = """\
A former bank manager accused of stealing 1.2 million crowns from elderly customers in Port Alder \
told the district court on Monday that he had always meant to pay the money back.
Henrik Sollar, 54, stood in the dock in a dark suit and spoke so softly that the judge twice \
asked him to raise his voice. He said that he had begun with small sums after his divorce and had \
lost control of what he owed to whom.
Sollar worked for the Finsay Savings Bank for 22 years and was head of its branch at the market \
until the fraud came to light in March last year. Prosecutors say that he moved money out of the \
accounts of 31 customers, most of them over 80, and forged their signatures on at least 140 \
slips.
The bank has repaid the customers in full. It has since changed its rules so that no withdrawal \
above 5,000 crowns can be signed by one employee alone.
One of the victims, Asta Brenning, 87, said outside the courtroom that she had trusted him like a \
son. He had come to her flat with flowers on her birthday, she said, and had taken 60,000 crowns \
in the same week.
The trial is expected to last until Friday. If he is found guilty, he faces up to six years in \
prison."""
COURT_2 = """\
A former bank manager accused of stealing 1.2 million crowns from elderly customers in Port Alder \
bought two boats and a summer house with the money, a police accountant told the district court \
on Tuesday.
Ines Marlow, who spent eight months going through the statements of the branch, said that the \
transfers always followed the same pattern: a slip on Thursday, a cash withdrawal on Friday, and \
a payment to a dealer or a builder in the week after.
Sollar worked for the Finsay Savings Bank for 22 years and was head of its branch at the market \
until the fraud came to light in March last year. Prosecutors say that he moved money out of the \
accounts of 31 customers, most of them over 80, and forged their signatures on at least 140 \
slips.
His lawyer asked whether the boats could not have been paid for out of an inheritance. Marlow \
answered that there had been one, but that it had gone to his former wife in the settlement and \
had never reached any account of his.
The bank has repaid the customers in full. It has since changed its rules so that no withdrawal \
above 5,000 crowns can be signed by one employee alone.
The trial is expected to last until Friday. If he is found guilty, he faces up to six years in \
prison."""
RECORD_1 = """\
The runner Mila Torvald broke the world record over 3,000 metres steeplechase in Lunaby on \
Saturday evening and became the first woman to finish the distance in less than 8 minutes and 40 \
seconds.
Torvald took the lead after two laps and ran the last kilometre alone, cheered on by 18,000 \
spectators who rose from their seats when the clock in the stadium showed what was about to \
happen. She fell to her knees behind the line and stayed there for a long while.
"I did not look at the clock until the last water jump," she said. "Then I thought that I must \
not stumble now, and that was all that I thought."
The record had stood since 2018. It was held by Ruth Okello, who ran 8:44.32 in a race in which \
three women stayed under the old mark. Torvald, 25, grew up on a farm outside Finsay and came to \
running only at the age of 16, when a teacher noticed that she outran the boys on the way to the \
bus.
Her coach, Jon Aske, said that there was more to come. She will next run in Karsa on 4 September."""
RECORD_2 = """\
The runner Mila Torvald broke the world record over 3,000 metres steeplechase in Lunaby on \
Saturday evening. These are the fastest women over the distance since the event was introduced, \
and what became of them.
The record had stood since 2018. It was held by Ruth Okello, who ran 8:44.32 in a race in which \
three women stayed under the old mark. Torvald, 25, grew up on a farm outside Finsay and came to \
running only at the age of 16, when a teacher noticed that she outran the boys on the way to the \
bus.
Second on the list is now Okello, who ended her career last autumn and trains children in the \
hills above the town where she was born. Third is Celine Arhab with 8:52.78, fourth Gudrun Pauls \
with 8:53.02, both run in the same race in the rain of Norrby.
The first woman to be listed at all was Irina Valk, who needed 9:48.88 in 1999, on a track that \
had just been laid and without a single rival in sight. She is a dentist today and says that she \
never watches athletics.
Nobody else among the ten fastest is still active. The youngest of those who could join them soon \
is Amara Diallo, 19, who ran 9:01 at her first attempt in June.
Her coach, Jon Aske, said that there was more to come. She will next run in Karsa on 4 September."""
AWARD_1 = """\
The Golden Lantern, the most important film prize of the country, is awarded in Lunaby on Sunday \
evening. "The Salt Road" by Petra Hallin goes into the night as the favourite with 11 \
nominations.
Hallin's drama about three sisters who carry salt over the mountains in the winter of 1944 has \
been seen by 900,000 people since October. It is followed by "Harbour Lights" with eight \
nominations and the comedy "My Uncle's Goat" with six.
The Golden Lantern has been awarded since 1961 by an academy of 480 people from all trades of the \
film. Each of them has one vote in each of the 17 categories. The prizes are made of brass and \
glass and weigh four kilograms; in 1987 an actor dropped his on the foot of the minister of \
culture.
Much is expected of the race for the best actress, in which Lena Moor, 71, and her granddaughter \
Ida Moor, 20, are both nominated. It has never happened before that two women of one family \
competed for the prize.
The gala begins at 8 in the evening and can be seen on the first channel. It is hosted for the \
third time by the comedian Tom Arvid, who has promised to keep his speech shorter than last \
year's."""
AWARD_2 = """\
The Golden Lantern, the most important film prize of the country, went to "Harbour Lights" in \
Lunaby on Sunday evening. "The Salt Road" by Petra Hallin, the favourite with 11 nominations, had \
to be content with two prizes.
Director Omar Lind seemed not to believe it when his name was called for the third time. He \
thanked his mother, the fishermen of Port Alder and the bank that had refused him a loan, since \
otherwise, he said, he would have shot a far more expensive and far worse film.
The Golden Lantern has been awarded since 1961 by an academy of 480 people from all trades of the \
film. Each of them has one vote in each of the 17 categories. The prizes are made of brass and \
glass and weigh four kilograms; in 1987 an actor dropped his on the foot of the minister of \
culture.
Ida Moor, 20, was named best actress and shared the prize on stage with her grandmother Lena \
Moor, 71, who had been nominated beside her. It has never happened before that two women of one \
family competed for the prize. The audience stood and clapped for four minutes.
Hallin's drama about three sisters who carry salt over the mountains in the winter of 1944 has \
been seen by 900,000 people since October. It won the prizes for camera and costumes."""
RUSSIAN_1 = """\
Бывший управляющий банком, которого обвиняют в краже 1,2 миллиона крон у пожилых вкладчиков из \
Лунина и окрестных деревень с 2019 по 2024 год, заявил в понедельник в окружном суде Лунина, что \
всегда собирался вернуть деньги.
Генрих Соллар, 54 года, стоял у барьера в тёмном костюме и говорил так тихо, что судья дважды \
попросила его говорить громче. По его словам, он начал с небольших сумм после развода и потом \
потерял счёт долгам.
Соллар проработал в сберегательном банке 22 года и возглавлял его отделение у рынка, пока в \
марте прошлого года обман не раскрылся. Прокуратура утверждает, что он снимал деньги со счетов \
31 вкладчика, большинству которых за 80, и подделал их подписи не менее чем на 140 бланках.
Банк полностью возместил вкладчикам ущерб. С тех пор он изменил правила, и снятие более 5000 \
крон больше не может подписать один служащий.
Одна из потерпевших, 87-летняя Аста Бреннинг, сказала у здания суда, что доверяла ему как сыну. \
В день рождения он пришёл к ней с цветами и на той же неделе снял 60 тысяч крон.
Процесс, как ожидается, продлится до пятницы. В случае признания виновным ему грозит до шести \
лет тюрьмы."""
RUSSIAN_2 = """\
Бывший управляющий банком, которого обвиняют в краже 1,2 миллиона крон у пожилых вкладчиков из \
Лунина и окрестных деревень с 2019 по 2024 год, купил на эти деньги две лодки и дачу, заявила во \
вторник в окружном суде Лунина эксперт полиции.
Инес Марлоу восемь месяцев изучала выписки отделения. По её словам, переводы всегда шли по одной \
схеме: бланк в четверг, наличные в пятницу, а на следующей неделе платёж продавцу или строителю.
Соллар проработал в сберегательном банке 22 года и возглавлял его отделение у рынка, пока в \
марте прошлого года обман не раскрылся. Прокуратура утверждает, что он снимал деньги со счетов \
31 вкладчика, большинству которых за 80, и подделал их подписи не менее чем на 140 бланках.
Адвокат спросил, не могли ли лодки быть куплены на наследство. Марлоу ответила, что наследство \
было, но при разводе досталось бывшей жене и ни на один его счёт не поступало.
Банк полностью возместил вкладчикам ущерб. С тех пор он изменил правила, и снятие более 5000 \
крон больше не может подписать один служащий.
Процесс, как ожидается, продлится до пятницы. В случае признания виновным ему грозит до шести \
лет тюрьмы."""
CHINESE_1 = """\
被控在二〇一九年至二〇二四年间从港口市及周边村庄的老年客户账户中盗走一百二十万元的前银行经理\
周一在港口市法院说，他一直打算把钱还回去。
五十四岁的沈立德身穿深色西装站在被告席上，声音很轻，法官两次要求他大声一些。他说，离婚之后他\
先是挪用小笔款项，后来渐渐记不清欠了谁多少钱。
沈立德在芬赛储蓄银行工作了二十二年，案发前是市场支行的行长。检方说，他从三十一名客户的账户中\
转走存款，其中多数客户年过八旬，并在至少一百四十张单据上伪造了他们的签名。
银行已经全额赔偿客户，并修改了规定，五千元以上的取款不得再由一名职员单独签字。
受害人之一、八十七岁的白奶奶在法庭外说，她把他当作儿子一样信任，他曾在她生日那天带着鲜花上门\
。
庭审预计持续到周五。如果罪名成立，他将面临最高六年的监禁。"""
CHINESE_2 = """\
被控在二〇一九年至二〇二四年间从港口市及周边村庄的老年客户账户中盗走一百二十万元的前银行经理\
用这些钱买了两艘船和一栋避暑别墅，警方会计周二在港口市法院作证时说。
马女士花了八个月核对支行的账目。她说，转账总是遵循同样的方式：周四填单，周五取现，下一周付给\
船商或者建筑商。
沈立德在芬赛储蓄银行工作了二十二年，案发前是市场支行的行长。检方说，他从三十一名客户的账户中\
转走存款，其中多数客户年过八旬，并在至少一百四十张单据上伪造了他们的签名。
他的律师问，买船的钱是否可能来自一笔遗产。马女士回答说，确实有过一笔遗产，但在财产分割时归了\
他的前妻。
银行已经全额赔偿客户，并修改了规定，五千元以上的取款不得再由一名职员单独签字。
庭审预计持续到周五。如果罪名成立，他将面临最高六年的监禁。"""

FOLLOW_UPS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": ((COURT_1, COURT_2), (RECORD_1, RECORD_2), (AWARD_1, AWARD_2)),
    "ru": ((RUSSIAN_1, RUSSIAN_2),),
    "zh": ((CHINESE_1, CHINESE_2),),
}
