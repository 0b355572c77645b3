"""The database folds, sorts and indexes names as Python does."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comity.domain.text import fold, sort_key, words

TEXTS = st.text(
    alphabet="aàảãáạăằâầbcdđeêéghiklmnoôốơờpqrstuưứvxyAĐÊƠƯ ZzéüçŁøîŝğæßþйΆ\u031b\u0306\u0302'-0189Ắ.,_@", max_size=30
)


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_the_database_folds_and_sorts_alike(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select comity_fold(%s), comity_sort_key(%s)", [text, text])
        assert cursor.fetchone() == (fold(text), sort_key(text))


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\0"), max_size=30) | TEXTS)
@example("12/2E5A-QĐ 0e0a")
def test_the_index_holds_the_words_of_a_text(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tsvector_to_array(comity_words(%s))", [text])
        assert set(cursor.fetchone()[0]) == set(words(text))
        for word in words(text):
            cursor.execute("select comity_words(%s) @@ comity_question(%s)", [text, word])
            assert cursor.fetchone() == (True,), word
