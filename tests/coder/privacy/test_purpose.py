"""What a study may be for: four purposes and no other, however the wish is worded."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.privacy.purpose import Purpose, purpose_of, refusal_of
from coder.vocabulary.errors import StudyError

WISHES = {
    "custody or court matters": (
        "custody",
        "Custody evaluation",
        "for the family court",
        "a child-custody hearing",
        "evidence against the mother",
        "visitation rights",
        "divorce proceedings",
        "child protection investigation",
        "adoption screening",
    ),
    "licensing": ("licensing", "daycare licence", "LICENSE renewal", "accreditation of the centre", "certify nannies"),
    "performance review": (
        "performance review",
        "Performance-Review of staff",
        "annual review",
        "appraisal of educators",
        "quality control",
        "staff KPIs",
        "review of our nannies",
    ),
    "hiring and employment": (
        "hiring",
        "hiring a nanny",
        "choosing between applicants",
        "job interview",
        "recruitment",
        "who should get the promotion",
        "bonus",
        "dismissal",
        "should we fire her",
    ),
    "monitoring": (
        "monitoring",
        "MONITOR the carers",
        "monitor\u00adying",
        "surveillance",
        "nanny cam",
        "keep an eye on the sitter",
        "checking up on our nanny",
        "tracking the staff",
        "policing",
        "alerts when a bid is missed",
        "live view",
        "to watch the mother",
    ),
    "evaluating people": (
        "evaluation",
        "e-valuation",
        "évaluation",
        "ＥＶＡＬＵＡＴＩＯＮ",
        "assess parents",
        "judging caregivers",
        "scoring mothers",
        "parent ratings",
        "a ranking",
        "rank the nannies",
        "comparing two families",
        "comparison of caregivers",
        "grading",
        "benchmark",
        "who is the best carer",
        "is she a good mother",
        "parenting skills",
        "research: evaluation of parents",
        "research into which mothers are better",
        "Elternbewertung",
        "Beurteilung der Väter",
        "welche Mutter ist die beste",
        "évaluer les mères",
        "calificar a los padres",
        "valutazione delle madri",
        "avaliação de pais",
        "beoordeling van ouders",
        "ocena rodziców",
        "рейтинг матерей",
        "βαθμολογία γονέων",
        "親の評価",
        "给父母评分",
        "부모 평가",
        "تقييم الآباء",
    ),
}


@pytest.mark.parametrize(("what", "wish"), [(what, wish) for what, wishes in WISHES.items() for wish in wishes])
def test_judging_somebody_is_refused_with_the_reason(what, wish):
    assert refusal_of(wish) == what
    with pytest.raises(StudyError, match=what) as refused:
        purpose_of(wish)
    sentence = str(refused.value)
    assert "reflection with the family" in sentence
    assert sentence.count(". ") == 0


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("spell", [str, str.upper, lambda text: f"  {text.title()}. "])
def test_the_four_are_taken_by_either_name(purpose, spell):
    assert purpose_of(spell(purpose.value)) is purpose
    assert purpose_of(spell(purpose.words)) is purpose
    assert refusal_of(purpose.words) is None


@pytest.mark.parametrize(
    "wish",
    [
        "a holiday film",
        "video interaction guidance",
        "",
        "research",
        "to watch the play together",
        "!?",
        "研究",
        "to understand each other better",
        "damit wir uns besser verstehen",
        "families at risk",
        "comprendre mieux",
    ],
)
def test_other_wishes_are_not_accused_of_anything(wish):
    assert refusal_of(wish) is None


@given(st.text() | st.builds("{} {}".format, st.sampled_from([p.value for p in Purpose]), st.text()))
def test_nothing_but_the_four_is_ever_taken(text):
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", text).casefold())
    if words in [name.split() for purpose in Purpose for name in (purpose.value, purpose.words)]:
        assert purpose_of(text).value == words[0]
    else:
        with pytest.raises(StudyError, match="training of coders"):
            purpose_of(text)
