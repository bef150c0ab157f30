"""The tables, in schema `newsbot`. Readers use the views in schema `news` instead."""
