"""Sentences that look like the blocks of a doubtful body."""

import numpy as np

from newsbot.extraction.article import extract_article
from newsbot.extraction.body.alike import is_alike_sentence
from newsbot.items import Article
from tests.extraction.making import PARAGRAPHS, fetched
from tests.extraction.segmenting import STORY, blocks

OTHER = "The mill on the river has been shut since the flood in March of last year."


def alike(markup: str) -> list[str]:
    page = blocks(f"<div>{STORY}{markup}</div>")
    is_body = np.array([block.text in PARAGRAPHS for block in page])
    is_alike = is_alike_sentence(page, is_body)
    return [each.text for each, found in zip(page, is_alike, strict=True) if found]


def test_a_sentence_like_those_of_the_body_is_alike() -> None:
    assert alike(f"<p>{OTHER}</p>") == [*PARAGRAPHS, OTHER]


def test_what_is_linked_short_elsewhere_or_of_another_look_is_not() -> None:
    for markup in (
        f"<p><a href='/2'>{OTHER}</a></p>",
        "<p>Read on.</p>",
        f"<div><p>{OTHER}</p></div>",
        f"<p class='note'>{OTHER}</p>",
    ):
        assert alike(markup) == list(PARAGRAPHS)


def test_a_short_item_without_classes_keeps_all_its_sentences() -> None:
    lines = (
        "临海市政府周一宣布\uff0c新建的海湾图书馆将于下月开放\uff0c馆内藏书超过三十万册\uff0c市民可以凭身份证免费借阅。",
        "馆长林若秋表示\uff0c图书馆特别设立了儿童阅览区和盲人阅览室\uff0c并将在周末举办讲座。",
        "工程历时四年\uff0c总投资约六亿元\uff0c由市财政和社会捐助共同承担。",
    )
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "Local", "Sport"))
    also = '<p><a href="/news/2026/metro">【相关阅读】临海地铁三号线延长段今起试运行</a></p>'
    text = f"<p>{lines[0]}</p>{also}<p>{lines[1]}</p><p>{lines[2]}</p>"
    page = (
        '<html lang="zh"><head><title>海湾图书馆下月开放</title></head>'
        f"<body><div><div><ul>{menu}</ul></div></div><div><h1>海湾图书馆下月开放</h1><div>{text}</div></div></body></html>"
    )
    found = extract_article(fetched(page.encode(), "https://paper.example/news/2026/library"))
    assert isinstance(found, Article)
    assert found.body.split("\n") == list(lines)
