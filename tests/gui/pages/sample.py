"""Pages as the catalogue answers them, of actors that are really in it; the internal contact is made up."""

from typing import Any

from vademecum import records as r

WESTHOEK = r.Ref(type="place", id="region:streek/westhoek", text="regio Westhoek")
KOKSIJDE = r.Ref(type="place", id="nis:38014", text="Koksijde")
IEPER = r.Ref(type="place", id="nis:33011", text="Ieper")
DIKSMUIDE = r.Ref(type="place", id="nis:32003", text="Diksmuide")
DVV = r.Ref(type="actor", id="dvv", text="DVV Westhoek")
MAATWERK = r.Ref(type="measure", id="maatwerk", text="Collectief maatwerk")
PLAN = r.Ref(type="network", id="plan", text="Platform Arbeidsmarkt Noord-West-Vlaanderen (PLAN)")
NOT_CHECKED = r.Freshness(level="bad", text="nog niet gecontroleerd (bron: 2018)")

TERMS = {
    "audience": (
        r.Term(id="t1", taxonomy="audience", code="werkgevers", label_nl="ondernemingen", label_en="companies"),
        r.Term(id="t2", taxonomy="audience", code="werkzoekenden", label_nl="werkzoekenden", label_en="job seekers"),
    ),
    "theme": (r.Term(id="t3", taxonomy="theme", code="maatwerk", label_nl="maatwerk", label_en="tailored work"),),
}


def row(actor: r.Actor, **values: Any) -> r.Row:
    given: dict[str, Any] = {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "kind_label": actor.kind,
        "town": next((site.town for site in actor.sites if site.town), ""),
        "reach": None,
        "reason": "",
        "found": "",
        "freshness": NOT_CHECKED,
        "status": actor.status,
    }
    return r.Row(**(given | values))


SOURCE = r.Source(id="s1", title="pwa wordt wijk-werken", url="https://dvvwesthoek.be/nl/nieuws_westhoekoverleg/pwa/")
REGISTER = r.Source(id="s2", title="Kruispuntbank van Ondernemingen", url="https://kbopub.economie.fgov.be")
REPORT = r.Source(id="s3", title="RESOC Noord-West-Vlaanderen, jaarverslag 2017")

WESTLANDIA = r.Actor(
    id="westlandia",
    kind="maatwerkbedrijf",
    names=(
        r.Name(id="n1", text="Westlandia vzw"),
        r.Name(id="n2", text="Westlandia", type="short"),
        r.Name(id="n3", text="beschutte werkplaats Westlandia", type="former", valid_to="2019"),
    ),
    audiences=("werkgevers",),
    themes=("maatwerk",),
    identifiers=(r.Identifier(id="k1", value="0407768895"),),
    sites=(
        r.Site(
            id="site1",
            street="Dehemlaan 1",
            postcode="8900",
            town="Ieper",
            municipality="nis:33011",
            derived=("postcode",),
            opening_hours="maandag tot vrijdag, 8.30 tot 16.30 uur",
        ),
    ),
    contacts=(
        r.Contact(id="c1", kind="email", value="info@westlandia.be"),
        r.Contact(id="c2", kind="web", value="https://www.westlandia.be"),
        r.Contact(id="c3", kind="phone", value="+3257214545", role="onthaal", site_id="site1"),
        r.Contact(id="c4", kind="phone", value="+3257999999", role="trajectbegeleider", visibility="internal"),
    ),
    areas=(
        r.ServiceArea(id="a1", area_id="region:streek/westhoek"),
        r.ServiceArea(id="a2", area_id="nis:38014", excluded=True),
    ),
    offers=(
        r.Offer(
            id="o1",
            name="Maatwerk voor ondernemingen",
            description="Werk uitbesteden aan een team, in eigen werkplaats of bij u (enclave).",
            audiences=("werkgevers", "werkzoekenden"),
            works=("montage", "verpakking", "metaal", "groenonderhoud", "schoonmaak", "enclave"),
            how_to_apply="Bel of mail voor een offerte.",
            contacts=(r.Contact(id="c5", kind="email", value="verkoop@westlandia.be", role="offertes"),),
        ),
        r.Offer(id="o2", name="Strijkdienst", valid_to="2015"),
    ),
    relations=(r.Relation(id="r1", type="partner", actor_id="dvv"),),
    evidence=(
        r.Evidence(id="e1", source_id="s2", date="2026-08", confidence="medium"),
        r.Evidence(id="e2", source_id="s2", date="2026-08", confidence="medium", fact="c1"),
        r.Evidence(id="e3", source_id="s1", date="2018", confidence="high", fact="o1", note="4 vestigingen"),
    ),
    checks=(r.Check(id="h1", date="2026-08-22", way="phone", by="DVV Westhoek", fact="c3"),),
)

FULL = r.ActorPage(
    actor=WESTLANDIA,
    kind_label="maatwerkbedrijf",
    row=row(
        WESTLANDIA,
        kind_label="maatwerkbedrijf",
        reach=r.Reach.DESK,
        reason="Loket in Ieper; bedient regio Westhoek, behalve Koksijde",
        found="gevonden in aanbod: groenonderhoud",
        found_marks=(r.Span(start=20, end=34),),
    ),
    audience_labels=("ondernemingen",),
    theme_labels=("maatwerk",),
    area_lines=(
        r.AreaLine(text="regio Westhoek", place=WESTHOEK),
        r.AreaLine(text="Koksijde", place=KOKSIJDE, excluded=True),
    ),
    offer_areas={"o1": (r.AreaLine(text="Diksmuide", place=DIKSMUIDE),)},
    networks=(
        r.LinkLine(ref=PLAN, text="lid", detail="sinds 2017"),
        r.LinkLine(
            ref=r.Ref(type="network", id="resoc-net", text="Dagelijks bestuur RESOC Westhoek"),
            text="partner",
            detail="2012 tot 2016",
            ended=True,
        ),
    ),
    relations=(r.LinkLine(ref=DVV, text="partner van"),),
    measures=(r.LinkLine(ref=MAATWERK, text="voert uit"),),
    agreements=(
        r.LinkLine(ref=r.Ref(type="agreement", id="agr", text="Samenwerkingsovereenkomst Ieper - VDAB"), text="partij"),
    ),
    practices=(r.LinkLine(ref=r.Ref(type="practice", id="prac", text="De Klus in Beernem"), text=""),),
    sources={"s1": SOURCE, "s2": REGISTER},
    freshness=r.Freshness(level="good", text="gecontroleerd 3 maanden geleden, telefonisch"),
    site_places={"site1": IEPER},
)

VORMETAL = r.Actor(id="vormetal", kind="sectorfonds", names=(r.Name(id="n9", text="Vormetal"),))
SPARSE = r.ActorPage(
    actor=VORMETAL,
    kind_label="sectorfonds",
    row=row(VORMETAL, reach=r.Reach.UNKNOWN, reason="Werkgebied onbekend"),
    freshness=r.Freshness(level="bad", text="nog niet gecontroleerd (bron zonder datum)"),
)

RESOC = r.Actor(
    id="resoc",
    kind="streekoverleg",
    names=(
        r.Name(id="n4", text="RESOC Noord-West-Vlaanderen"),
        r.Name(id="n5", text="RESOC Brugge", type="former", valid_to="2016"),
        r.Name(id="n6", text="RESOC Oostende", type="former", valid_to="2016"),
    ),
    status="ended",
    valid_to="2019",
    relations=(r.Relation(id="r2", type="successor", actor_id="werkkracht10"),),
    areas=(r.ServiceArea(id="a3", area_id="region:streek/noord-west-vlaanderen"),),
)
WERKKRACHT10 = r.Ref(type="actor", id="werkkracht10", text="Werkkracht10")
ENDED = r.ActorPage(
    actor=RESOC,
    kind_label="streekoverleg",
    row=row(RESOC, reason="Gestopt (tot 2019)"),
    area_lines=(
        r.AreaLine(
            text="regio Noord-West-Vlaanderen",
            place=r.Ref(type="place", id="region:streek/noord-west-vlaanderen", text="Noord-West-Vlaanderen"),
        ),
    ),
    relations=(r.LinkLine(ref=WERKKRACHT10, text="opgevolgd door"),),
    freshness=NOT_CHECKED,
)

NETWORK = r.RecordPage(
    record=r.Network(
        id="plan",
        names=(
            r.Name(id="n7", text="Platform Arbeidsmarkt Noord-West-Vlaanderen (PLAN)"),
            r.Name(id="n8", text="PLAN", type="short"),
        ),
        status="unknown",
        valid_from="2017",
        description="Overleg waarin de arbeidsmarktactoren van de streek hun aanbod op elkaar afstemmen.",
        contacts=(
            r.Contact(id="c6", kind="email", value="plan@voorbeeld.be"),
            r.Contact(id="c7", kind="email", value="intern@voorbeeld.be", visibility="internal"),
        ),
        evidence=(r.Evidence(id="e4", source_id="s3", date="2017-12", confidence="high", fact="members"),),
    ),
    area_lines=(r.AreaLine(text="regio Westhoek", place=WESTHOEK),),
    links=(
        r.LinkLine(ref=r.Ref(type="actor", id="acv", text="ACV West-Vlaanderen"), text="voorzitter", detail="2017"),
        r.LinkLine(ref=r.Ref(type="actor", id="vdab", text="VDAB West-Vlaanderen"), text="ondervoorzitter"),
        *(
            r.LinkLine(ref=r.Ref(type="actor", id=f"lid{number}", text=name), text="lid")
            for number, name in enumerate(
                (
                    "ABVV West-Vlaanderen",
                    "ACLVB West-Vlaanderen",
                    "Voka West-Vlaanderen",
                    "UNIZO West-Vlaanderen",
                    "Streekoverleg Kust",
                    "Regierol sociale economie regio Brugge",
                    "Regierol sociale economie regio Oostende",
                    "Diverscity",
                    "Economisch Huis Oostende",
                    "GTB",
                    "Academie voor de Toekomst",
                    "RTC West-Vlaanderen",
                    "POM West-Vlaanderen",
                    "Vormingsfonds voor Uitzendkrachten",
                )
            )
        ),
        r.LinkLine(ref=None, text="lid", detail="schepen van Gistel"),
        r.LinkLine(
            ref=r.Ref(type="actor", id="resoc", text="RESOC Noord-West-Vlaanderen"),
            text="secretaris",
            detail="tot 2019",
            ended=True,
        ),
    ),
    theme_labels=("arbeidsmarktbeleid",),
    sources={"s3": REPORT},
    freshness=NOT_CHECKED,
)

MEASURE = r.RecordPage(
    record=r.Measure(
        id="lde",
        code="lde",
        names=(r.Name(id="n10", text="Lokale diensteneconomie (LDE)"),),
        summary="Mensen die ver van de arbeidsmarkt staan, werkten in een buurtdienst.\nDie kreeg steun.",
        status="ended",
        valid_to="2023",
        replaced_by="maatwerk",
    ),
    links=(
        r.LinkLine(ref=MAATWERK, text="vervangen door"),
        *(r.LinkLine(ref=r.Ref(type="actor", id=f"ocmw{n}", text=f"OCMW {n}"), text="") for n in range(62)),
    ),
    audience_labels=("werkzoekenden",),
    theme_labels=("maatwerk",),
    freshness=NOT_CHECKED,
)

AGREEMENT = r.RecordPage(
    record=r.Agreement(
        id="agr",
        title="Samenwerkingsovereenkomst tussen stad Ieper en VDAB",
        description="Samen meer mensen aan werk helpen.",
        valid_from="2016",
        parties=(r.Party(id="p1", actor_id="vdab"), r.Party(id="p2", label="stad Ieper")),
        actions=(
            r.Action(id="x1", text="Analyse van knelpunten", done=True),
            r.Action(id="x2", text="Actieplan", due="2027-03", actor_id="vdab"),
        ),
        follow_ups=(
            r.FollowUp(id="f1", date="2020-02-01", note="stuurgroep", done=True),
            r.FollowUp(id="f2", date="2099-05-01", note="stuurgroep"),
        ),
    ),
    area_lines=(r.AreaLine(text="Ieper", place=IEPER),),
    links=(
        r.LinkLine(ref=r.Ref(type="actor", id="vdab", text="VDAB West-Vlaanderen"), text="regisseur"),
        r.LinkLine(ref=None, text="", detail="stad Ieper"),
    ),
    freshness=NOT_CHECKED,
)

PRACTICE = r.RecordPage(
    record=r.Practice(id="prac", title="De Klus in Beernem", summary="Een klusdienst met werkervaring.", date="2017"),
    links=(r.LinkLine(ref=DVV, text=""),),
    freshness=NOT_CHECKED,
)

ACTORS = {"westlandia": FULL, "vormetal": SPARSE, "resoc": ENDED}
RECORDS = {"plan": NETWORK, "lde": MEASURE, "agr": AGREEMENT, "prac": PRACTICE}


class FakeCatalogue:
    """Answers with the pages above; anything else isn't there."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def actor_page(self, actor_id: str, place_id: str | None = None, words: str = "") -> r.ActorPage:
        from vademecum.errors import NotFoundError

        self.asked.append((actor_id, place_id, words))
        if actor_id not in ACTORS:
            raise NotFoundError("This record is no longer in the catalogue.", "Search again.")
        return ACTORS[actor_id]

    def record_page(self, record_type: r.RecordType, record_id: str) -> r.RecordPage:
        self.asked.append((record_type, record_id))
        return RECORDS[record_id]

    def terms(self, taxonomy: r.Taxonomy) -> tuple[r.Term, ...]:
        return TERMS.get(taxonomy, ())
