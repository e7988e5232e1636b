"""What an answer of the relay means: one row for each that relays are known to give."""

from itertools import product
from typing import get_args

import pytest

from comitia.outbox.deliver.verdicts import Step, verdict

STEPS: tuple[Step, ...] = get_args(Step)

ROWS = """
mail    450 4.1.8 sender's domain not found                      deferred relay       parked
mail    452 4.3.1 insufficient system storage                    deferred relay       parked
mail    451 4.7.1 try again later                                deferred relay       parked
mail    530 5.7.0 authentication required                        parked   relay       parked
mail    550 5.7.1 sender rejected                                parked   relay       parked
mail    552 5.3.4 too big                                        parked   relay       parked
mail    553 not you                                              parked   relay       parked
mail    550 5.1.1 whatever it says                               parked   relay       parked
rcpt    450 mailbox unavailable                                  deferred destination bounced
rcpt    451 4.4.1 no answer from host                            deferred destination bounced
rcpt    451 4.3.0 not now                                        deferred destination bounced
rcpt    451 4.7.1 greylisted                                     deferred recipient   bounced
rcpt    450 4.2.0 greylisted                                     deferred recipient   bounced
rcpt    450 4.7.28 too much from you                             deferred destination bounced
rcpt    450 4.1.8 sender's domain not found                      deferred relay       parked
rcpt    452 4.2.2 mailbox full                                   deferred recipient   bounced
rcpt    452 4.5.3 too many recipients                            deferred recipient   bounced
rcpt    450 5.1.1 a contradiction                                deferred recipient   bounced
rcpt    550 4.1.1 a contradiction                                deferred recipient   bounced
rcpt    550 4.4.2 a contradiction                                deferred destination bounced
rcpt    550 2.1.5 a contradiction                                bounced  recipient   bounced
rcpt    550 5.1.1 no such user                                   bounced  recipient   bounced
rcpt    550 5.1.10 null MX                                       bounced  recipient   bounced
rcpt    556 5.1.10 null MX                                       bounced  recipient   bounced
rcpt    550 no such user                                         bounced  recipient   bounced
rcpt    550 5.0.0 no                                             bounced  recipient   bounced
rcpt    551 5.1.6 moved                                          bounced  recipient   bounced
rcpt    552 5.2.2 mailbox full                                   bounced  recipient   bounced
rcpt    552 full                                                 deferred recipient   bounced
rcpt    552 5.3.4 too big                                        parked   letter      parked
rcpt    552 5.2.3 too big for this mailbox                       parked   letter      parked
rcpt    553 5.1.3 that is no address                             bounced  recipient   bounced
rcpt    550 5.4.4 host not found                                 bounced  destination bounced
rcpt    550 5.1.8 sender's domain not found                      parked   relay       parked
rcpt    554 5.7.1 relay access denied                            parked   relay       parked
rcpt    554 relay access denied                                  parked   relay       parked
rcpt    550 5.7.1 policy                                         parked   relay       parked
rcpt    550 5.7.26 unauthenticated                               parked   relay       parked
rcpt    525 5.7.13 account disabled                              bounced  recipient   bounced
rcpt    550 5.7.17 another owner                                 bounced  recipient   bounced
rcpt    530 5.7.0 STARTTLS first                                 parked   relay       parked
rcpt    550 5.6.7 no SMTPUTF8                                    parked   letter      parked
rcpt    501 5.5.4 syntax                                         parked   relay       parked
rcpt    503 what?                                                parked   relay       parked
rcpt    555 5.5.4 parameters                                     parked   relay       parked
rcpt    550 5.5.3 too many recipients                            deferred recipient   bounced
rcpt    550 5.9.9 a subject no RFC knows                         parked   relay       parked
data    451 4.3.0 not now                                        deferred relay       parked
data    554 5.5.1 no valid recipients                            parked   relay       parked
content 451 4.7.1 the scanner is away                            deferred letter      parked
content 452 4.3.1 insufficient system storage                    deferred letter      parked
content 452 4.2.2 mailbox full                                   deferred recipient   bounced
content 450 4.4.2 the next host hung up                          deferred destination bounced
content 550 5.1.1 no such user                                   bounced  recipient   bounced
content 552 5.2.2 mailbox full                                   bounced  recipient   bounced
content 550 mailbox full                                         bounced  recipient   bounced
content 552 5.3.4 too big                                        parked   letter      parked
content 552 size limit                                           parked   letter      parked
content 554 5.7.1 spam                                           parked   relay       parked
content 554 spam                                                 parked   relay       parked
content 554 5.6.0 content                                        parked   letter      parked
content 554 transaction failed                                   parked   letter      parked
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines(), ids=lambda row: row[:24].strip())
def test_an_answer_has_one_meaning(row: str) -> None:
    step, said = row[:64].split(maxsplit=1)
    outcome, whose, at_last = row[64:].split()
    found = verdict(step, int(said[:3]), said.strip())  # type: ignore[arg-type]
    assert (found.outcome, found.whose, found.at_last) == (outcome, whose, at_last)


def test_the_code_is_found_on_any_line() -> None:
    said = "550-Dear sender,\r\n550-5.7.1 we take nothing of yours\r\n550 See our pages"
    assert verdict("rcpt", 550, said).outcome == "parked"


def test_numbers_that_are_no_codes_say_nothing() -> None:
    assert verdict("rcpt", 550, "550 10.7.1.2 has no such user").outcome == "bounced"


def test_every_answer_has_a_meaning_and_no_temporary_one_bounces() -> None:
    details = [f"{c}.{s}.{d}" for c in (4, 5) for s in range(10) for d in (0, 1, 2, 3, 4, 7, 13)]
    for step, code, words in product(STEPS, range(400, 600), ["", "x", *details]):
        found = verdict(step, code, f"{code} {words}")
        if code < 500 or words.startswith("4"):
            assert found.outcome == "deferred"
        assert found.outcome != "bounced" or found.whose in ("recipient", "destination")
        assert step not in ("mail", "data") or found.at_last == "parked"
