"""What broke, told from rows of polls and days: values in, findings out."""
