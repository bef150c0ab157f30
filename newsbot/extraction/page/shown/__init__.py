"""Makes the text of a page's tree what a reader sees in a browser.

Most modules here change the tree before blocks are read: e.g. they remove hidden notes, show text
that is folded away, and put spaces between words that only a style sheet keeps apart.
"""
