"""Documents made up by hypothesis, and what it means for two documents to say the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentEpisode,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Media,
    ModifierSet,
    Statement,
    Stereotype,
    Variable,
    Vocabulary,
    in_order,
)
from coder.interchange.document.tier_names import tier_name, unique_name

# Marks that some format uses itself, line ends of every kind, a NUL, half of a surrogate pair, letters from right to
# left, and the words by which formats know their own.
ALPHABET = "abcZ019 _-.,;:'\"()[]{}<>&=@~\\|/#%+!?*$^`\n\t\ré߀日𝄞\u200d\u2028\x85\x0b\x1c\x00\ufeff\ud800אב"
RESERVED = (
    "None", "code", "comment", "origin", "events", "gap", "nan", "<NA>", "-->", "a --> b", "WEBVTT", "#4", "speech",
    "captions", "episode", "No focal subject", "modifier 1", "child: x", "<v Kim>x", "''", "=1+1", "NOTE x", "%", "a~2",
    "gaze@child", "a__b", "5", "1,5", "00:01:02", "c1", "~", "@", "\\",
    "t", "t_rel", "rel_t", "t~2",
)  # fmt: skip
texts = st.one_of(st.text(alphabet=ALPHABET, max_size=12), st.sampled_from(RESERVED), st.text(max_size=4))
words = st.one_of(
    st.text(alphabet=ALPHABET, min_size=1, max_size=10),
    st.sampled_from(RESERVED),
    st.text(min_size=1, max_size=4),
)
plain = st.text(alphabet="abcdefgh", min_size=1, max_size=6)
times = st.one_of(
    st.integers(0, 90_000_000),
    st.integers(0, 90_000).map(lambda ms: ms * 1_000),
    st.sampled_from((0, 1, 499, 500, 999_999, 1_000_000, 2_000_000, 35 * 86_400 * 10**6)),
)
lengths = st.one_of(st.just(0), st.integers(0, 5_000), st.integers(0, 20_000_000))
ORIGINS = ("", "human", "accepted", "adjusted", "imported")
CODERS = ("", "Kim", "A. B.", "ré\tx")


@st.composite
def events_for(draw: st.DrawFn, tier: DocumentTier, codes: list[str]) -> DocumentEvent:
    onset = draw(times)
    point = draw(st.booleans())
    length = 0 if point else draw(lengths)
    names = draw(st.lists(words, max_size=3))
    return DocumentEvent(
        tier.id,
        tier.subject,
        draw(st.one_of(st.sampled_from(codes), texts)),
        onset,
        onset + length,
        point,
        modifiers=tuple((name, draw(words)) for name in names),
        comment=draw(st.one_of(st.just(""), texts)),
        coder=draw(st.sampled_from(CODERS)),
        origin=draw(st.sampled_from(ORIGINS)),
        id=draw(st.sampled_from(("", "a1", "a2", "x", "17"))),
    )


@st.composite
def vocabularies_for(draw: st.DrawFn, name: str, codes: list[str]) -> Vocabulary:
    kinds = st.sampled_from(("one", "several", "number", "text"))
    sets = st.lists(plain, max_size=2, unique=True)
    keys = st.sampled_from(("", "ab", "a ", " b"))
    entries = tuple(
        DocumentCode(
            code,
            draw(st.sampled_from(list(DocumentCodeKind))),
            draw(texts),
            draw(st.sampled_from(("", "k"))),
            tuple(other for other in codes if other != code and draw(st.booleans())),
            tuple(ModifierSet(one, draw(kinds), ("v", "w"), draw(keys)) for one in draw(sets)),
            colour=draw(st.sampled_from(("", "#aa0000"))),
        )
        for code in codes
    )
    return Vocabulary(name, entries, draw(texts))


@st.composite
def variables(draw: st.DrawFn, name: str) -> Variable:
    kind = draw(st.sampled_from(("text", "number", "choice")))
    levels = tuple(draw(st.lists(plain, max_size=3, unique=True))) if kind == "choice" else ()
    value = draw(st.sampled_from((*levels, "")) if levels and draw(st.booleans()) else texts)
    return Variable(name, value, kind, draw(texts), levels)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any recording: tiers that share subject and group, two coders, overlaps, nothing at all."""
    pairs = draw(st.lists(st.tuples(st.one_of(st.just(""), words), words), max_size=4))
    tiers: list[DocumentTier] = []
    vocabularies: dict[str, Vocabulary] = {}
    events: list[DocumentEvent] = []
    for subject, group in pairs:
        codes = draw(st.lists(words, min_size=1, max_size=3, unique=True))
        listed = draw(st.sampled_from(("", group, draw(words))))
        wanted = draw(st.sampled_from((tier_name(subject, group), tier_name(subject, group), draw(words))))
        if listed and listed not in vocabularies:
            vocabularies[listed] = draw(vocabularies_for(listed, codes))
        coder = draw(st.sampled_from(CODERS))
        tier_id = unique_name(wanted, {tier.id for tier in tiers})
        tiers.append(DocumentTier(tier_id, subject, group, vocabulary=listed, coder=coder))
        events += draw(st.lists(events_for(tiers[-1], codes), max_size=5))
    if tiers and draw(st.booleans()):
        above = tiers[0]
        below = DocumentTier(unique_name("below", {tier.id for tier in tiers}), above.subject, "below", parent=above.id)
        below = replace(below, stereotype=draw(st.sampled_from(list(Stereotype))))
        inside = [event for event in events if event.tier == above.id and event.id]
        events += [replace(e, tier=below.id, code=draw(texts), id="", parent=e.id, coder="") for e in inside]
        tiers.append(below)
    episodes = draw(st.lists(st.tuples(words, times, st.integers(0, 10**7)), max_size=3))
    return Document(
        title=draw(st.sampled_from(("session", "session", "", "a/b <c>", "x;y"))),
        media=tuple(
            Media(
                f"clips/{name}.mp4",
                starts_us=draw(st.integers(-5, 5)) * 500_000,
                duration_us=draw(st.sampled_from((None, 0, 1, 5_000_000))),
                frame_rate=draw(st.sampled_from((None, 25.0, 30_000 / 1_001))),
                player=draw(st.integers(1, 3)),
            )
            for name in draw(st.lists(plain, max_size=3, unique=True))
        ),
        subjects=tuple(
            DocumentSubject(name, draw(texts), draw(st.sampled_from(("", "1"))))
            for name in dict.fromkeys([s for s, _ in pairs if s] + draw(st.lists(words, max_size=1)))
        ),
        tiers=tuple(tiers),
        vocabularies=tuple(vocabularies.values()),
        events=in_order(events),
        episodes=tuple(DocumentEpisode(name, onset, onset + length) for name, onset, length in episodes),
        variables=tuple(draw(variables(name)) for name in draw(st.lists(words, max_size=2, unique=True))),
        description=draw(texts),
        statement=draw(st.none() | st.builds(Statement, words, texts, texts)),
        date=draw(st.sampled_from(("2026-01-02T03:04:05", "", "2026-01-02", "last spring"))),
    )


def said(document: Document) -> dict[str, object]:
    """What a document says, without what only serves one format: ids, ``extra``, the order of lists."""
    of_id = {event.id: (event.tier, event.onset_us, event.offset_us, event.code) for event in document.events}
    return {
        "media": [replace(media, extra=()) for media in document.media],
        "subjects": sorted(document.subjects, key=lambda s: s.name),
        "tiers": sorted((replace(tier, extra=()) for tier in document.tiers), key=lambda t: t.id),
        "vocabularies": sorted(document.vocabularies, key=lambda v: v.name),
        "events": sorted(
            repr((replace(e, id="", parent="", extra=()), of_id[e.parent] if e.parent else None))
            for e in document.events
        ),
        "episodes": sorted(document.episodes, key=repr),
        "variables": sorted(document.variables, key=repr),
        "description": document.description,
        "statement": document.statement,
    }
