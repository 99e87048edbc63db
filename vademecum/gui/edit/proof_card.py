"""The card at the foot of a form: from which source a change comes."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtWidgets import QHBoxLayout, QLabel

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.edit.form import FieldRow
from vademecum.gui.edit.pickers import RecordValue
from vademecum.gui.edit.proof import Proof, today
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.edit.values import ComboValue, LineValue, options_of
from vademecum.gui.pages.parts import Card
from vademecum.records import Evidence
from vademecum.texts import _


class ProofCard(Card):
    """Stands ready with the source of the last change."""

    def __init__(self, proof: Proof, around: Surroundings) -> None:
        super().__init__()
        heading = QLabel(_("Source of this change"))
        theme.set_role(heading, "subheading")
        says = QLabel(_("Holds for what you change here. Leave it empty when there is none."))
        says.setWordWrap(True)
        theme.set_role(says, "quiet")
        self.add(heading, says)
        source = msgspec.structs.replace(fields.field(Evidence, "source_id"), required=False)
        sure = fields.field(Evidence, "confidence")
        self.source = RecordValue(source, around)
        self.date = LineValue(fields.field(Evidence, "date"), around)
        self.sure = ComboValue(sure, around, partial(options_of, sure, around, None))
        self.source.show_value(None, proof.source_id)
        self.date.show_value(None, proof.date or today())
        self.sure.show_value(None, proof.confidence)
        self.add(FieldRow(source, self.source))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(FieldRow(self.date.field, self.date), 1)
        line.addWidget(FieldRow(sure, self.sure), 1)
        self.add(line)

    def proof(self) -> Proof:
        """The source that holds, with its date."""
        return Proof(self.source.value(), self.date.value() or None, self.sure.value())
