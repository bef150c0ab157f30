"""Changes the tree of a page so that its text is the text that a reader sees in a browser.

Most modules here do this before the page is divided into blocks. For example, they remove hidden
notes, show text that is folded away, and put spaces between words that only a style sheet keeps
apart.
"""
