"""Recognises tracking parameters: parameters of URLs that do not tell which article is meant.

Tracking parameters tell where a reader came from, or identify the reader's visit. If one of them is
missing in this module, an article may be stored twice, the second time as a copy. A parameter that
identifies articles must not be listed, or else two articles are taken for one. For example, "cid",
"sid", "eid" and "source" are not listed, because they identify articles on some sites.
"""

# Parameters whose names begin with one of these texts, in lower case, are for tracking. The texts
# are taken from the lists of courlan, AdGuard and ClearURLs.
_PREFIXES = (
    # Parameters that name the advertising campaign by which a reader came, as added by Google,
    # Matomo, HubSpot and Blueshift
    "utm_", "mtm_", "matomo_", "hsa_", "__hs", "_ga_", "bsft_",
    # Parameters of campaigns, e.g. `at_custom1` by AT Internet, `at_bbc_team` by the BBC, and
    # `wt.mc_id` by Webtrekk
    "at_custom", "at_bbc_", "wt_mc", "wt.mc", "wt_zmc",
    # Parameters that Yahoo and Twitter add
    "guce_", "__twitter_",
    # Parameters that identify a session, e.g. `aspsessionidABCDEFGH` by Microsoft's ASP
    "aspsessionid",
)  # fmt: skip
_NAMES = frozenset((
    # Parameters that identify a single click
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid",
    "srsltid", "msclkid", "twclid", "ttclid", "yclid", "ysclid", "ymclid", "rb_clickid",
    "irclickid", "irgwc", "wickedid", "li_fat_id", "rdt_cid", "sccid", "epik", "ef_id", "s_kwcid",
    "igsh", "igshid", "mibextid", "tblci", "dicbo", "obinsite", "oborigurl", "_ga", "_gl",
    "_openstat", "xtor", "__s", "guccounter", "sr_share", "soc_src", "soc_trk", "spm",
    # Parameters that name the advertising campaign by which a reader came, as added by older
    # versions of Matomo, by HubSpot, Mailchimp, Marketo, MailerLite, Vero, Omeda, AT Internet and
    # others
    "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid",
    "piwik_campaign", "piwik_kwd", "piwik_keyword", "_hsenc", "_hsmi", "hsctatracking", "mc_cid",
    "mc_eid", "mkt_tok", "ml_subscriber", "ml_subscriber_hash", "vero_conv", "vero_id",
    "oly_anon_id", "oly_enc_id", "itm_campaign", "itm_content", "itm_medium", "itm_source",
    "itm_term", "ga_source", "ga_medium", "ga_campaign", "ga_content", "ga_term", "gs_l",
    "at_medium", "at_campaign", "at_campaign_type", "at_link_id", "at_link_origin",
    "at_link_type", "at_format", "at_ptr_name", "ns_mchannel", "ns_campaign", "ns_source",
    "ns_linkname", "ns_fee", "stm_campaign", "stm_content", "stm_medium", "stm_source",
    "stm_term", "sara_ref", "sara_refid", "sara_ecid", "sara_icid", "spm_id_from",
    # Parameters that Facebook adds
    "fb_action_ids", "fb_action_types", "fb_comment_id", "fb_ref", "fb_source",
    # Parameters of campaigns, each used by only one or a few publishers
    "cmp", "cmpid", "ncid", "ocid", "icid", "ftag", "taid", "ito", "smid", "smtyp", "emc",
    # Parameters that are added by Branch, a service for links to apps (the first two), by
    # Dotdigital, a service for newsletters ("dm_i"), and by WordPress to the link "Reply" below a
    # comment
    "_branch_match_id", "_branch_referrer", "dm_i", "replytocom",
    # Parameters that identify a session
    "phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "zenid", "oscsid",
))  # fmt: skip
# Names of parameters that are for tracking only if their value is in `_CHANNELS`, as in "?ref=rss".
# With another value, as in "?ref=12345", they are not.
_CHANNEL_NAMES = frozenset(
    ("from", "origin", "partner", "ref", "referrer", "share", "source", "src", "via")
)
_CHANNELS = frozenset((
    "atom", "email", "facebook", "feed", "feeds", "google", "homepage", "newsletter", "rss",
    "rssfeed", "sitemap", "telegram", "twitter", "whatsapp", "x",
))  # fmt: skip


def is_tracking(name: str, value: str = "") -> bool:
    """Whether a URL parameter is for tracking; name and value must be percent-decoded."""
    name = name.lower()
    if name.startswith(_PREFIXES) or name in _NAMES:
        return True
    return name in _CHANNEL_NAMES and value.lower() in _CHANNELS


def is_channel(name: str) -> bool:
    """Whether a URL parameter with this name often tells where a reader came from.

    An example is "from" in "?from=front-page". It may also mean something else. The name must be
    percent-decoded.
    """
    return name.lower() in _CHANNEL_NAMES
