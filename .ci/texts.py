"""Translations: ``update`` extracts the texts into nl.po and compiles it; ``check`` says what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "i18n" / "nl.po"
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def extracted() -> Catalog:
    """All texts in the code."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(ROOT / "vademecum"), [("**.py", "python")], {"**.py": {}}, keywords=KEYWORDS)
    for filename, _line, message, _comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog.add(message, locations=[(f"vademecum/{filename}", 0)], context=context)
    return catalog


def read() -> Catalog:
    """The Dutch translation as it is."""
    if not PO.exists():
        return Catalog(locale="nl", charset="utf-8", project="Vademecum", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="nl")


def missing(catalog: Catalog, texts: Catalog) -> list[str]:
    """Source texts without a complete, settled translation."""
    result = []
    for message in texts:
        if not message.id:
            continue
        known = catalog.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        words = known.string if known is not None and not known.fuzzy else ""
        if not (all(words) if isinstance(words, tuple) else words):
            result.append(str(message.id))
    return result


def main() -> int:
    """Update or check; 1 when a translation is missing."""
    texts, catalog = extracted(), read()
    if sys.argv[1:] == ["update"]:
        catalog.update(texts, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with PO.open("wb") as file:
            write_po(file, catalog, sort_output=True, omit_header=False, include_lineno=False, width=120)
        with PO.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
    lacking = missing(read(), texts)
    for text in lacking:
        print("missing:", text)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
