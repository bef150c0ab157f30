"""Reads days that are written for people, in words or digits, in many languages and calendars."""
