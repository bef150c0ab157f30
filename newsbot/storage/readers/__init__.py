"""Serves those who read the stored rows and keep them: search, exports, and what is deleted."""
