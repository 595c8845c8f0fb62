"""Documents made up by hypothesis, and what it means for two documents to say the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from coder.formats.document import (
    Code,
    Document,
    Episode,
    Event,
    Kind,
    Media,
    ModifierSet,
    Statement,
    Subject,
    Tier,
    Variable,
    Vocabulary,
    in_order,
)
from coder.formats.names import tier_name

ALPHABET = "abcZ019 _-.,;:'\"()[]{}<>&=@~\\|/#%+!?*\n\té߀日𝄞\u200d"
texts = st.text(alphabet=ALPHABET, max_size=12)
words = st.text(alphabet=ALPHABET, min_size=1, max_size=10)
plain = st.text(alphabet="abcdefgh", min_size=1, max_size=6)
times = st.one_of(st.integers(0, 90_000_000), st.integers(0, 90_000).map(lambda ms: ms * 1_000))
ORIGINS = ("", "human", "accepted", "adjusted", "imported")


@st.composite
def events_for(draw: st.DrawFn, tier: Tier, codes: list[str]) -> Event:
    onset = draw(times)
    point = draw(st.booleans())
    length = 0 if point else draw(st.one_of(st.integers(0, 5_000), st.integers(0, 20_000_000)))
    names = draw(st.lists(words, max_size=2, unique=True))
    return Event(
        tier.id,
        tier.subject,
        draw(st.one_of(st.sampled_from(codes), texts)),
        onset,
        onset + length,
        point,
        modifiers=tuple((name, draw(words)) for name in names),
        comment=draw(st.one_of(st.just(""), texts)),
        coder=draw(st.sampled_from(("", "Kim", "A. B."))),
        origin=draw(st.sampled_from(ORIGINS)),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pairs = draw(st.lists(st.tuples(st.one_of(st.just(""), words), words), min_size=1, max_size=3, unique=True))
    tiers, vocabularies, events = [], [], []
    for subject, group in pairs:
        codes = draw(st.lists(words, min_size=1, max_size=3, unique=True))
        listed = group not in {v.name for v in vocabularies} and draw(st.booleans())
        tier = Tier(tier_name(subject, group), subject, group, vocabulary=group if listed else "")
        tiers.append(tier)
        if listed:
            entries = tuple(
                Code(
                    code,
                    draw(st.sampled_from(list(Kind))),
                    draw(texts),
                    draw(st.sampled_from(("", "k"))),
                    tuple(other for other in codes if other != code and draw(st.booleans())),
                    tuple(ModifierSet(name, "one", ("v",)) for name in draw(st.lists(plain, max_size=1))),
                )
                for code in codes
            )
            vocabularies.append(Vocabulary(group, entries, draw(texts)))
        events += draw(st.lists(events_for(tier, codes), max_size=5))
    episodes = draw(st.lists(st.tuples(words, times, st.integers(0, 10**7)), max_size=2))
    return Document(
        title="session",
        media=tuple(
            Media(f"clips/{name}.mp4", starts_us=draw(st.integers(-5, 5)) * 500_000)
            for name in draw(st.lists(plain, max_size=2, unique=True))
        ),
        subjects=tuple(Subject(name, draw(texts)) for name in dict.fromkeys(s for s, _ in pairs if s)),
        tiers=tuple(tiers),
        vocabularies=tuple(vocabularies),
        events=in_order(events),
        episodes=tuple(Episode(name, onset, onset + length) for name, onset, length in episodes),
        variables=tuple(Variable(name, draw(texts)) for name in draw(st.lists(words, max_size=2, unique=True))),
        description=draw(texts),
        date="2026-01-02T03:04:05",
        statement=draw(st.none() | st.builds(Statement, words, texts, texts)),
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
