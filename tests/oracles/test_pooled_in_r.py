"""Pooled log odds: what R's metafor gives for the trials of the BCG vaccine (Colditz et al. 1994) and for proportions.

``rma(measure="OR", ..., method="PM", test="knha", add=1/2, to="all", control=list(tol=1e-15))`` of
metafor 3.8, and ``blup`` of it.
"""

import numpy as np
import pytest

from coder.stats.pooled_log_odds import pooled_log_odds, pooled_log_odds_ratio

BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
OWN = [
    -0.79806755450617, -1.27575413152910, -0.98129494685917, -1.40825738761241, -0.28516001256923, -0.94991182297749,
    -1.26632743906787, 0.00295072429024, -0.50481806220846, -1.25973807888417, -0.35612142018869, -0.27315334212548,
    -0.14354062775867,
]  # fmt: skip


def test_odds_ratios_of_thirteen_trials():
    found = pooled_log_odds_ratio(np.array(BCG).reshape(-1, 2, 2))
    assert found.estimate == pytest.approx(-0.730707238615, abs=1e-9)
    assert found.standard_error == pytest.approx(0.181811017868, abs=1e-9)
    assert found.between_sd**2 == pytest.approx(0.324225667143, abs=1e-8)
    assert found.interval == pytest.approx((-1.12683941692, -0.33457506031), abs=1e-8)
    assert found.p_value == pytest.approx(0.00170236963097, rel=1e-6)
    assert found.shrunken == pytest.approx(OWN, abs=1e-8)
    assert found.shrunken_errors[:3] == pytest.approx((0.4131345060365, 0.3553992305947, 0.4301209058662), abs=1e-8)


def test_proportions():
    found = pooled_log_odds([12, 3, 7, 19, 5, 8, 0], [20, 11, 7, 25, 17, 9, 6])
    assert found.estimate == pytest.approx(0.229592394153, abs=1e-8)
    assert found.standard_error == pytest.approx(0.587940066596, abs=1e-8)
    assert found.between_sd**2 == pytest.approx(1.75134761335, abs=1e-8)
    assert found.interval == pytest.approx((-1.20904512256, 1.66822991087), abs=1e-8)
    assert found.shrunken[:3] == pytest.approx((0.369835452632, -0.678220430065, 1.346966310974), abs=1e-8)
    assert found.shrunken_errors[:3] == pytest.approx((0.425627307743, 0.583065905666, 1.032486888741), abs=1e-8)
