"""The pages: one actor, record or place, the first screen, and help. All run in the window's thread."""
