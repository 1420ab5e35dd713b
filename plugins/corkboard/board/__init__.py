"""All records and every reference between them, both ways."""
