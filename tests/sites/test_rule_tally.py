from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.sites.rule_tally import ENOUGH_ARTICLES, RuleTally

RULES = SiteRules(origin="gazette.example.txt", body=("//main",))
URL = "https://gazette.example/a"


def add(tally: RuleTally, *unmatched: str, times: int = 1) -> list[str]:
    found = [
        each for _ in range(times) for each in tally.add("gazette", URL, RULES, list(unmatched))
    ]
    return [each.rule for each in found]


def test_a_body_rule_is_out_of_date_at_its_first_miss_and_told_once():
    tally = RuleTally()
    assert add(tally) == []
    assert add(tally, "body", times=10) == ["body"]
    assert list(tally.at_the_end()) == []


def test_a_strip_rule_is_out_of_date_when_it_missed_every_article():
    tally = RuleTally()
    assert add(tally, "strip: //aside", "strip: //b", times=ENOUGH_ARTICLES) == []
    add(tally, "strip: //aside")
    (outdated,) = tally.at_the_end()
    assert (outdated.rule, outdated.kind) == ("strip: //aside", "strip")


def test_a_few_articles_say_nothing_of_a_strip_rule():
    tally = RuleTally()
    add(tally, "strip: //aside", times=ENOUGH_ARTICLES - 1)
    assert list(tally.at_the_end()) == []


def test_the_message_names_site_rule_place_and_remedy():
    tally = RuleTally()
    (outdated,) = tally.add("gazette", URL, RULES, ["body"])
    assert str(outdated) == (
        "site gazette: the rule 'body' in gazette.example.txt finds nothing, e.g. on "
        "https://gazette.example/a; correct it or take it out, `scrapy article URL` shows what "
        "it finds"
    )
