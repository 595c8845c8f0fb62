"""Settings that belong together stay together."""

from coder.vocabulary.analysis_settings import Settings


def test_hands_are_timed_as_often_as_bodies_are_looked_at():
    settings = Settings()
    assert settings.rules.hands_every_us == settings.vision.body_every_us
