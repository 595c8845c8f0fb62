"""Every clip in turn."""

from __future__ import annotations

import pytest

from tests.sample_clips.samples import NAMES, Sample, load


@pytest.fixture(params=NAMES)
def sample(request: pytest.FixtureRequest) -> Sample:
    return load(request.param)
