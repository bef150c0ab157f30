"""Addresses as pages write them → absolute ones."""

from urllib.parse import urldefrag, urljoin


def absolute(base: str, target: str) -> str:
    """`target` as seen from `base`, without its fragment; "" for what is no address at all."""
    try:
        return urldefrag(urljoin(base, target.strip())).url
    except ValueError:  # "http://[Breaking]/story"
        return ""
