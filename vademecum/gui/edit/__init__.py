"""The editor: a form for every type of record, made from the one description of the fields."""
