"""The tables, all in schema `newsbot`; SQL readers use the views in schema `news` instead."""
