import pytest

from comitia.config.environment import BadSetting, Environment


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("hush\n")
    env = Environment({"COMITIA_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert env.text("SECRET_KEY", "") == "hush"


@pytest.mark.parametrize("value", ["8000", "localhost:", "localhost:http", "localhost:99999"])
def test_nonsense_addresses_are_refused_with_the_right_form(value):
    with pytest.raises(BadSetting, match="HOST:PORT"):
        Environment({"COMITIA_HTTP": value}).host_port("HTTP", "127.0.0.1:8000")


def test_an_ipv6_address_is_read():
    where = Environment({"COMITIA_HTTP": "[::1]:80"}).host_port("HTTP", "127.0.0.1:8000")
    assert (where.host, where.port) == ("::1", 80)


def test_a_name_and_its_file_together_are_refused(tmp_path):
    both = {"COMITIA_RELAY": "a:1", "COMITIA_RELAY_FILE": str(tmp_path)}
    with pytest.raises(BadSetting, match="keep one"):
        Environment(both).text("RELAY", "")
