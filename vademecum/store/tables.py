"""The tables of the catalogue.

Every record has a row in ``record`` (so that anything can point at anything, with a foreign key) and one in the table
of its type. The parts of a record lie in tables of their own, in order of ``position``; column names are the field
names of ``vademecum.records``. Lists of codes and words are JSON text: they are read whole, and counted in memory.

Foreign keys are deferred: within one operation records may be written in any order.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _to(target: str) -> ForeignKey:
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def _period() -> tuple[SchemaItem, SchemaItem]:
    return Column("valid_from", Text), Column("valid_to", Text)


# --- records -------------------------------------------------------------------------------------------------------

record = Table(
    "record",
    metadata,
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sort_name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_record_type", "type", "sort_name"),
)


def _root(name: str, *columns: SchemaItem) -> Table:
    return Table(name, metadata, Column("id", Text, _to("record.id"), primary_key=True), *columns)


def _codes(name: str) -> SchemaItem:
    return Column(name, JSON, nullable=False)


actor = _root(
    "actor",
    Column("kind", Text, nullable=False),
    *_period(),
    Column("description", Text),
    _codes("audiences"),
    _codes("themes"),
    Column("note", Text),
    _codes("different_from"),
    Column("tries", Integer, nullable=False),
    Column("next_try", Text),
)
network = _root(
    "network",
    *_period(),
    Column("description", Text),
    _codes("themes"),
    _codes("audiences"),
    Column("note", Text),
)
agreement = _root(
    "agreement",
    Column("title", Text, nullable=False),
    Column("description", Text),
    *_period(),
    Column("note", Text),
)
measure = _root(
    "measure",
    Column("code", Text, nullable=False, unique=True),
    Column("summary", Text, nullable=False),
    *_period(),
    Column("replaced_by", Text, _to("record.id")),
    _codes("audiences"),
    _codes("themes"),
)
practice = _root(
    "practice",
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("date", Text),
    _codes("themes"),
)
term = Table(
    "term",
    metadata,
    Column("id", Text, _to("record.id"), primary_key=True),
    Column("taxonomy", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("label_nl", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("broader", Text),
    _codes("synonyms"),
    Column("order", Integer, nullable=False),
    Column("check_every", Integer),
    UniqueConstraint("taxonomy", "code"),
)
synonym = _root(
    "synonym",
    Column("text", Text, nullable=False),
    _codes("means"),
    Column("both_ways", Boolean, nullable=False),
    Column("weight", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("note", Text),
)
source = _root("source", Column("title", Text, nullable=False), Column("url", Text), Column("note", Text))


# --- parts of records ----------------------------------------------------------------------------------------------


def _part(name: str, *columns: SchemaItem) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("record_id", Text, _to("record.id"), nullable=False, index=True),
        Column("position", Integer, nullable=False),
        *columns,
    )


name = _part(
    "name",
    Column("text", Text, nullable=False),
    Column("type", Text, nullable=False),
    *_period(),
)
identifier = _part(
    "identifier",
    Column("value", Text, nullable=False, index=True),
    Column("scheme", Text, nullable=False),
)
site = _part(
    "site",
    Column("label", Text),
    Column("street", Text),
    Column("postcode", Text),
    Column("town", Text),
    Column("municipality", Text, _to("area.id"), index=True),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("opening_hours", Text),
    _codes("derived"),
    *_period(),
)
offer = _part(
    "offer",
    Column("name", Text, nullable=False),
    Column("description", Text),
    _codes("audiences"),
    _codes("themes"),
    _codes("works"),
    Column("conditions", Text),
    Column("how_to_apply", Text),
    Column("cost", Text),
    *_period(),
)
contact = _part(
    "contact",
    Column("offer_id", Text, _to("offer.id"), index=True),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("role", Text),
    Column("person", Text),
    Column("visibility", Text, nullable=False),
    Column("site_id", Text, _to("site.id"), index=True),
)
service_area = _part(
    "service_area",
    Column("offer_id", Text, _to("offer.id"), index=True),
    Column("area_id", Text, _to("area.id"), nullable=False),
    Column("excluded", Boolean, nullable=False),
    *_period(),
    # Covers "who serves this place" whole: the question never touches the table itself.
    Index("ix_service_area_serves", "area_id", "record_id", "offer_id", "excluded", "valid_from", "valid_to"),
)
relation = _part(
    "relation",
    Column("type", Text, nullable=False),
    Column("actor_id", Text, _to("record.id"), nullable=False, index=True),
    Column("note", Text),
    *_period(),
)
member = _part(
    "member",
    Column("actor_id", Text, _to("record.id"), index=True),
    Column("label", Text),
    Column("role", Text, nullable=False),
    *_period(),
    CheckConstraint("actor_id IS NOT NULL OR label IS NOT NULL", name="who"),
)
party = _part(
    "party",
    Column("actor_id", Text, _to("record.id"), index=True),
    Column("label", Text),
    Column("role", Text),
    CheckConstraint("actor_id IS NOT NULL OR label IS NOT NULL", name="who"),
)
action = _part(
    "action",
    Column("text", Text, nullable=False),
    Column("due", Text),
    Column("done", Boolean, nullable=False),
    Column("actor_id", Text, _to("record.id"), index=True),
)
follow_up = _part(
    "follow_up",
    Column("date", Text, nullable=False),
    Column("note", Text),
    Column("done", Boolean, nullable=False),
)
carrier = _part(
    "carrier",
    Column("actor_id", Text, _to("record.id"), nullable=False, index=True),
    Column("role", Text),
)
evidence = _part(
    "evidence",
    Column("source_id", Text, _to("record.id"), nullable=False, index=True),
    Column("fact", Text, nullable=False),
    Column("date", Text),
    Column("confidence", Text, nullable=False),
    Column("note", Text),
)
checked = _part(
    "checked",
    Column("date", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("fact", Text, nullable=False),
)


# --- places: derived from the place data, never edited here --------------------------------------------------------

area = Table(
    "area",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    sqlite_with_rowid=False,
)
area_closure = Table(
    "area_closure",
    metadata,
    Column("area_id", Text, ForeignKey("area.id"), primary_key=True),
    Column("ancestor_id", Text, ForeignKey("area.id"), primary_key=True),
    Index("ix_area_closure_ancestor", "ancestor_id", "area_id"),
    sqlite_with_rowid=False,
)


# --- history -------------------------------------------------------------------------------------------------------

operation = Table(
    "operation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("operation.id")),
    sqlite_autoincrement=True,
)
change = Table(
    "change",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("operation_id", Integer, ForeignKey("operation.id"), nullable=False, index=True),
    Column("record_type", Text, nullable=False),
    Column("record_id", Text, nullable=False, index=True),
    Column("before", LargeBinary),  # the record as JSON; empty: it did not exist
    Column("after", LargeBinary),  # the record as JSON; empty: it was deleted
    sqlite_autoincrement=True,
)
shipped = Table(
    "shipped",
    metadata,
    Column("record_id", Text, primary_key=True),
    Column("record_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # the record as the last taken-in edition of data/ has it
)
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
