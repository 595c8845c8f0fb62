"""Codes of one group never overlap for a subject, whatever the rules say; onsets are never moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.proposals.exclusive_groups import settle
from coder.vocabulary.events import Draft
from coder.vocabulary.scheme import builtin_scheme, role_of

CODES = [("child", "look_to_caregiver"), ("child", "turn_away"), ("child", "smile"), ("together", "separation")]


def draft(what: tuple[str, str], onset: int, lasts: int, confidence: float) -> Draft:
    words = "Seen; sampled every 100 ms."
    return Draft(
        what[0],
        what[1],
        onset,
        offset_us=onset + lasts,
        timing_bound_us=1,
        evidence=words,
        models=("m@1",),
        confidence=confidence,
        rule="r@1",
    )


DRAFTS = st.lists(
    st.builds(draft, st.sampled_from(CODES), st.integers(0, 50), st.integers(1, 20), st.floats(0, 1)), max_size=12
)


@given(DRAFTS)
def test_nothing_of_one_group_overlaps_and_no_onset_is_moved(drafts):
    settled = settle(drafts)
    scheme = builtin_scheme()
    for i, first in enumerate(settled):
        assert any((d.code, d.onset_us, d.confidence) == (first.code, first.onset_us, first.confidence) for d in drafts)
        assert first.offset_us > first.onset_us
        for second in settled[i + 1 :]:
            groups = [(d.subject, scheme.code(role_of(d.subject), d.code).group) for d in (first, second)]
            assert groups[0] != groups[1] or not first.interval.overlaps(second.interval)
    assert list(settled) == sorted(settled, key=lambda d: (d.onset_us, d.offset_us, d.subject, d.code))


@given(DRAFTS)
def test_the_order_in_which_rules_speak_does_not_matter(drafts):
    assert settle(drafts) == settle(drafts[::-1])


def test_the_surer_stands_and_the_other_says_that_it_was_cut():
    look, away = draft(CODES[0], 0, 10, 0.6), draft(CODES[1], 8, 10, 0.9)
    cut, whole = settle([look, away])
    assert whole == away
    assert (cut.onset_us, cut.offset_us) == (0, 8)
    assert cut.evidence.endswith("; shown only until a surer proposal begins.")
    assert settle([away, draft(CODES[0], 9, 3, 0.6)]) == (away,)


def test_other_groups_and_other_subjects_go_side_by_side():
    both = [draft(CODES[0], 0, 10, 0.5), draft(CODES[2], 0, 10, 0.5), draft(("caregiver", "smile"), 0, 10, 0.5)]
    assert len(settle(both)) == 3
