"""The window of maintaining: history, bin, duplicates, import, export, backups."""
