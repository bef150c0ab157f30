"""Parameters of URLs that say how a reader came, or which visit it is; never which article.

A parameter that is wrongly kept makes one article two, which are then found to be copies. One that
is wrongly dropped makes two articles one. So names that some sites use for articles ("cid", "sid",
"eid", "source") are not here, though lists for browsers have them.
"""

# Compared in lower case. The families are those of courlan, AdGuard and ClearURLs.
_PREFIXES = (
    # campaigns: Google, Matomo, HubSpot, Mailchimp, Marketo, MailerLite, Vero, Omeda, Webtrekk, AT
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "hsctatracking", "mc_cid",
    "mc_eid", "mkt_tok", "ml_subscriber", "vero_", "oly_", "itm_", "_ga_", "ga_source", "ga_medium",
    "ga_campaign", "gs_l", "at_medium", "at_campaign", "at_custom", "at_link", "at_format",
    "at_ptr", "at_bbc", "ns_mchannel", "ns_campaign", "ns_source", "ns_linkname", "ns_fee", "wt_mc",
    "wt.mc", "wt_zmc", "sara_", "stm_", "bsft_",
    # social networks
    "fb_", "guce_", "__twitter_", "spm_id",
    # sessions: ASP writes aspsessionidABCDEFGH
    "aspsessionid",
)  # fmt: skip
_NAMES = frozenset((
    # clicks
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid",
    "srsltid", "msclkid", "twclid", "ttclid", "yclid", "ysclid", "ymclid", "rb_clickid",
    "irclickid", "irgwc", "wickedid", "li_fat_id", "rdt_cid", "sccid", "epik", "ef_id", "s_kwcid",
    "igsh", "igshid", "mibextid", "tblci", "dicbo", "obinsite", "oborigurl", "_ga", "_gl",
    "_openstat", "xtor", "__s", "guccounter", "sr_share", "soc_src", "soc_trk", "spm",
    # campaigns that single publishers name
    "cmp", "cmpid", "ncid", "ocid", "icid", "ftag", "taid", "ito",
    # sessions
    "phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "zenid", "oscsid",
))  # fmt: skip
# These mean the channel only where they name one: "?ref=rss", but not "?ref=12345".
_CHANNEL_NAMES = frozenset(("from", "origin", "partner", "ref", "referrer", "source", "src", "via"))
_CHANNELS = frozenset((
    "atom", "email", "facebook", "feed", "feeds", "google", "homepage", "newsletter", "rss",
    "rssfeed", "sitemap", "telegram", "twitter", "whatsapp", "x",
))  # fmt: skip


def is_tracking(name: str, value: str = "") -> bool:
    """Whether a parameter, without its escapes, says nothing of which article it is."""
    name = name.lower()
    if name.startswith(_PREFIXES) or name in _NAMES:
        return True
    return name in _CHANNEL_NAMES and value.lower() in _CHANNELS
