"""The words by which bylines tell persons from organisations, roles and addresses."""

import re

# What may follow a name without a comma; `newsbot.agencies` knows the others.
TRAILING_AGENCY = re.compile(r"\s+((?:[Tt]he\s)?Associated\sPress|Reuters|AFP|dpa)$")

# What stands before the names: "By", "Words by", "Author:". Those that a name may begin with
# ("Di Stefano", "Von Holst") need a full name after them.
LEAD = re.compile(
    r"""^\W*(?:
      (?:(?:written|posted|published|article|story|words|text|report(?:ed|ing)?|recipe|content)\s)?
      by\b
    | (?:(?:text|geschrieben|verfasst|écrit|escrito|scritto)\s)?
      (?:von|par|por|door|di|av|af|oleh)\b(?=\s*:?\s*(?:\S+\s+\S|$))
    | view\sall\sposts\sby\b | text\s?:
    | (?:the\s)?(?:authors?|autor(?:in|en|es|a)?|auteurs?|autore|penulis|byline)\b
    )[\s:\u2013-]*""",
    re.IGNORECASE | re.VERBOSE,
)

# Lower-case words of names.
PARTICLES = frozenset((
    "a", "ab", "af", "al", "ap", "av", "bin", "bint", "d", "da", "das", "de", "del", "della", "den",
    "der", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "mac", "st", "ten",
    "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
))  # fmt: skip

# What a person is, or did: it ends a name, and alone it is nobody.
ROLE = re.compile(
    r"""^(?:editors?|reporters?|correspondents?|journalists?|writers?|columnists?|contributors?
    |contributing|freelancer?|senior|former|chief|head|director|founder|co-founder|officer
    |executive|managing|deputy|assistant|political|foreign|producer|author|photographer|analyst
    |coordinator|expert|specialist|redakteur\w*|korrespondent\w*|journalistin|autor(?:in)?
    |periodista|giornalista|journaliste|updated|published|posted)$""",
    re.IGNORECASE | re.VERBOSE,
)

# Neither persons nor organisations.
NOBODY = frozenset((
    "about", "anonymous", "digital", "guest", "images", "none", "null", "our", "partner",
    "partners", "the", "undefined", "unknown", "web",
))  # fmt: skip

# What no person is called, but a desk or a company is; in Chinese and Japanese it ends the name.
GROUP = re.compile(
    r"""^(?:redac\w*|redaz\w*|rédac\w*|redaktion\w*|redaksi|editorial\w*|staff|newsroom|newsdesk
    |desk|board|team|admin\w*|news|nachrichten|newspaper|media|press\w*|agency|\w*agentur\w*|agence
    |agencia|agenzia|services|sponsored|advertorial|company|inc|ltd|gmbh|llc|magazine|university
    |institute|association|foundation|department|council|committee|center|centre|television|radio
    |online)$ | 新[闻聞] | 编辑 | 編集 | 通信""",
    re.IGNORECASE | re.VERBOSE,
)
