"""What a reader sees of a page: what is hidden, folded away, a mark beside the text, or apart.

The modules of this room read and rewrite the parsed tree of a page before its blocks are read.
"""
