from comitia.base import ids


def test_a_token_survives_mail_systems_that_change_case():
    token = ids.fresh_token()
    assert token == token.lower()
    assert token.isalnum()
    assert len(token) >= 20


def test_a_seal_fits_its_value_and_no_other():
    seal = ids.sealed("letter-7", key="k", purpose="bounce")
    assert ids.seal_fits(seal.upper(), "letter-7", key="k", purpose="bounce")
    assert not ids.seal_fits(seal, "letter-8", key="k", purpose="bounce")
    assert not ids.seal_fits(seal, "letter-7", key="k", purpose="leave")
    assert not ids.seal_fits("", "letter-7", key="k", purpose="bounce")
