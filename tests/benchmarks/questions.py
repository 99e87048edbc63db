"""What people type, for the benchmarks; per sort, because the sorts cost differently."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "letters": ("w", "we", "oc", "ho", "st", "be", "vda", "kri"),
    "frequent": (
        "werk begeleiding",
        "sociale economie",
        "opleiding werkzoekenden",
        "centrum welzijn",
        "begeleiding jongeren",
        "sociaal fonds",
    ),
    "names": ("vdab", "de lovie", "kringwinkel", "syntra west", "emino", "groep intro", "'t veer", "ocmw"),
    "offers": (
        "strijkdienst",
        "wijk-werken",
        "art. 60",
        "individueel maatwerk",
        "loopbaanbegeleiding",
        "nederlands leren",
        "duaal leren",
        "leren en werken",
        "groenonderhoud",
    ),
    "place and words": (
        "werkervaring 8900",
        "strijkdienst torhout",
        "kringwinkel ieper",
        "opleiding kortrijk",
        "arbeidszorg westhoek",
        "jongeren oostende",
        "begeleiding brugge",
    ),
    "places": ("8900", "ieper", "kust", "sint jan", "regio westhoek"),
    "typing errors": ("strijkdeinst", "kringwinkle", "begleiding", "arbiedszorg", "werk poprinhge"),
}
ALL: tuple[str, ...] = tuple(text for texts in QUESTIONS.values() for text in texts)


def typed() -> tuple[str, ...]:
    """Every question as it grows, letter by letter, each state of the box once."""
    return tuple(dict.fromkeys(text[:end] for text in ALL for end in range(1, len(text) + 1)))
