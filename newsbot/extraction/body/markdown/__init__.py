"""The body of an article as Markdown: its lines with their headings, lists, tables and links."""
