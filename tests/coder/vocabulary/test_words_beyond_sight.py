"""Words for feelings and judgements are found in many languages, and words for what is seen are left alone."""

from dataclasses import replace

import pytest

from coder.vocabulary.scheme import builtin_names, builtin_scheme
from coder.vocabulary.words_beyond_sight import beyond_sight, code_beyond_sight

FOUND = """
happy Sad isAngry anger_high sensitivity_7 good bad score rating adequate insensitive Grade warmth glücklich
Traurig wütend feinfühlig schlecht Bewertung heureuse colère sensibilité évaluation jugement feliz enojada
puntuación sensibilidad triste felice arrabbiata punteggio raiva avaliação blij boos kwaliteit ledsen rädd
betyg vihainen szczęśliwy smutny ocena грустный радость оценка чувствительность сумний λυπημένος βαθμός mutlu
üzgün 嬉しい 怒り 評価 高兴 生气 评分 행복하다 슬픔 평가 سعيد حزين تقييم שמח ציון खुश गुस्सा
"""
SEEN = """
smile cries touch reaches gaze mother baby toy vocalises looks_to_caregiver hand mouth still_face goodbye made
note not long session problem jug hat attaches Lächeln schaut sourire regarde mira llora guarda piange kijkt
ser płacze смотрит κλάμα ağlıyor 笑う 見る 哭 看 웃음 بكاء בוכה रोना
"""


@pytest.mark.parametrize("word", FOUND.split())
def test_a_feeling_or_a_judgement_is_found(word):
    assert beyond_sight(word)


@pytest.mark.parametrize(
    "word",
    [
        "hap\u200bpy",
        "gl\xfcck\xadlich",
        "h\u0430ppy",
        "s\u0430d",
        "\u24d7\u24d0\u24df\u24df\u24e8",
        "\u0437\u043b\u2060\u043e\u0439",
    ],
)
def test_a_sign_that_nobody_sees_and_a_letter_that_looks_like_another_hide_no_word(word):
    assert beyond_sight(word)


@pytest.mark.parametrize("word", SEEN.split())
def test_what_is_seen_is_left_alone(word):
    assert beyond_sight(word) == ()


def test_no_code_that_comes_with_the_app_is_asked_about():
    codes = [code for name in builtin_names() for code in builtin_scheme(name).codes]
    assert len(codes) > 60
    assert [code.id for code in codes if code_beyond_sight(code)] == []


@pytest.mark.parametrize("label", ["4", "3.5", "5/7", "B+", "++", "★★★", "😀"])
def test_a_place_on_a_scale_is_asked_about(label):
    code = builtin_scheme().codes[0]
    assert code_beyond_sight(replace(code, id=label, label=label, name=label))
