"""What is remarked on of a passphrase; it is never refused."""

from __future__ import annotations

import pytest

from coder.privacy.guessed_passphrase import guessed_words


@pytest.mark.parametrize("weak", ["abc", "password1", "aaaaaaaaaaaaaaaa", "12121212121212"])
def test_what_is_soon_guessed_is_remarked_on(weak):
    assert "soon guessed" in guessed_words(weak)


@pytest.mark.parametrize("fair", ["", "seven small stones", "correct horse battery staple"])
def test_nothing_is_said_of_a_long_one_or_of_none(fair):
    assert guessed_words(fair) == ""
