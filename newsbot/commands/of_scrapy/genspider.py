"""The command `scrapy genspider`: Scrapy's own, with one more template, `newsbot`."""

from pathlib import Path

from scrapy.commands.genspider import Command as ScrapyGenspider

TEMPLATES = Path(__file__).parent / "templates"


class Command(ScrapyGenspider):
    """The command `scrapy genspider`, which writes a new spider into newsbot/spiders."""

    def _find_template(self, template: str) -> Path | None:
        ours = TEMPLATES / f"{template}.tmpl"
        return ours if ours.is_file() else super()._find_template(template)

    def _list_templates(self) -> None:
        super()._list_templates()
        for file in sorted(TEMPLATES.glob("*.tmpl")):
            print(f"  {file.stem}")
