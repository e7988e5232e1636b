"""The first of a message's plain text: for commands, verdicts and notices. Never raises."""

import html

import fast_mail_parser
import nh3

from comitia.base.text import storable

MOST_LETTERS = 20_000


def opening(data: bytes) -> str:
    """The beginning of the text a person wrote; of HTML, where there is nothing else, its words."""
    try:
        mail = fast_mail_parser.parse_email(data, mode="lazy")
        plain, marked_up = mail.text_plain, mail.text_html
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # A panic in Rust is no Exception.
        return ""
    if plain:
        return storable(plain[0][:MOST_LETTERS])
    if marked_up:
        words = nh3.clean(marked_up[0][: 5 * MOST_LETTERS], tags=set())
        return storable(html.unescape(words)[:MOST_LETTERS]).strip()
    return ""
