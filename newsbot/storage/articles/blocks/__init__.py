"""The blocks (paragraphs) of stored articles: writes them, and counts how often they recur."""
