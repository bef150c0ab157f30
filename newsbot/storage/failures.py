"""What a failure of the database says, in one line."""

from sqlalchemy.exc import DBAPIError


def reason(error: DBAPIError) -> str:
    """The driver's own words, without SQLAlchemy's around them."""
    return " ".join(str(error.orig).split())
