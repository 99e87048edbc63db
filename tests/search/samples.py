"""A small catalogue, as the index sees it, and how tests ask it."""

from typing import Any

from vademecum.records import Document
from vademecum.search.index import Index


def actor(id_: str, *names: str, **fields: Any) -> Document:
    return Document(**{"id": id_, "type": "actor", "names": names, **fields})


DOCUMENTS = (
    actor("vdab", "VDAB", "Vlaamse Dienst voor Arbeidsbemiddeling", offers=("Bemiddeling", "Opleiding")),
    actor("vdab-ieper", "VDAB Ieper", places=("Ieper",), offers=("Sollicitatiehulp",)),
    actor("lovie", "De Lovie vzw", places=("Poperinge",), kinds=("voorziening",)),
    actor("panne", "Gemeente De Panne", places=("De Panne",)),
    actor("veer", "'t Veer", status="ended"),
    actor("forena", "Forena vzw", former=("'t Veer", "Sowepo"), text=("Maatwerk in Menen en Poperinge.",)),
    actor("wijkwerken", "Wijk-werken Westhoek", former=("PWA Westhoek",), measures=("Wijk-werken",)),
    actor("mariasteen", "Mariasteen", offers=("Strijkdienst", "Verpakking"), themes=("maatwerk",)),
    actor("klus", "Klusjesdienst Kadee", offers=("Strijk dienst aan huis",), audiences=("particulieren",)),
    actor("overleg", "Streekoverleg", themes=("Arbeidsmarktbeleid",), networks=("Streekforum Westhoek",)),
    actor("sociaal-huis", "OCMW Oostende", aliases=("Sociaal Huis Oostende",), offers=("Tewerkstelling art. 60 § 7",)),
    actor("ocmw", "O.C.M.W. Torhout", offers=("Tewerkstelling via artikel 60",), text=("+3250221581",)),
    actor("clw", "Centrum Leren en Werken", places=("Roeselare",)),
    actor("cafe", "Fietscafé Coördinatie", text=("Een lang verhaal over bemiddeling en over Ieper.",)),
    actor("sint", "Sint-Jan Zorg", places=("Brugge",)),
    actor("westhoek", "Ons Huis", places=("Westhoek",), text=("Hier werkt men samen met de VDAB.",)),
    Document(id="forum", type="network", names=("Streekforum Westhoek",)),
    Document(id="twe", type="measure", names=("Tijdelijke werkervaring", "TWE")),
)


def ids(index: Index, words: str, **options: Any) -> list[str]:
    return [found.id for found in index.now().search(words, **options)]
