"""All of SQLAlchemy: the catalogue file, its tables, reading, operations and history."""
