"""What went wrong in other comment systems, each tried here, by the names of the system and of the fault.

Those that need the mailer, or all pages, are beside the tests of these: pytest -k "isso or remark42 or cusdis".
"""

from __future__ import annotations

import ast
import pickle
import resource
import signal
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from ulid import ULID

import corkboard.desk
from corkboard.comments import extend
from corkboard.comments.rules import MOST_CHARACTERS, MOST_IN_A_NAME, as_html
from corkboard.desk.environment import Environment
from corkboard.desk.intake import urls as intake_urls
from corkboard.desk.intake.models import Entry
from corkboard.desk.intake.tokens import TokenError, checked, issued
from corkboard.desk.moderation import urls as moderation_urls
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, HeldFor, Role, State
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.publishing.writing import write_changes
from corkboard.desk.threads import parsed_offers
from corkboard.registry import default_registry
from moderating import Colleague, inside
from reading import ARTICLE, FORM, Page, Reader, at_the_intake, threads_json
from running import PATIENCE
from serving import receiver
from sites import Site
from writing import MODERATOR, held

HOSTILE = "\"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>"
LINK = "https://unescaped.example/\"'onclick=alert(1)//><script>alert(1)</script>"


def taken(desk: Environment, **fields: str) -> Comment:
    """The comment that came of what a reader sent."""
    with at_the_intake(Path(desk.threads)) as reader:
        assert "waits for a moderator" in reader.send(**fields).words
    assert take_over(desk, parsed_offers(threads_json().encode(), "here")) == 1
    return Comment.objects.order_by("id").last()  # type: ignore[return-value]


def public_files(desk: Environment) -> dict[str, str]:
    found = (path for path in desk.comments.rglob("*") if path.is_file())
    return {path.relative_to(desk.comments).as_posix(): path.read_text() for path in found}


def assert_harmless(page: Page, shown: str) -> None:
    """Words are on a page, as words or in a field; and nothing that a browser would do."""
    assert page.status in (200, 422)
    fields = page.tree.xpath("//input/@value | //textarea/text()")
    assert shown in page.words or shown in "\n".join(fields)
    assert not page.tree.xpath("//main//script | //img | //*[@onerror or @onclick]")


# Isso


def test_isso_cve_2026_27469_unescaped_website_and_edits(desk: Environment) -> None:
    """Isso escaped a quotation mark of one kind in `website`, and neither kind in comments that were edited."""
    with at_the_intake(Path(desk.threads)) as reader:
        preview = reader.preview(website=LINK, name=HOSTILE, comment=HOSTILE)
        assert_harmless(preview, LINK)
        assert_harmless(preview, HOSTILE)
        assert_harmless(reader.post("/new/", {**preview.fields(), "edit": ""}), HOSTILE)
        assert_harmless(reader.preview(website=LINK, name=HOSTILE, comment=HOSTILE, email=HOSTILE), HOSTILE)
    one = taken(desk, website=LINK)
    edith = inside(Role.EDITOR, "Edith Specimen")
    edited = edith.press(edith.get(f"/comments/{one.id}/edit/"), 1, author=HOSTILE, text=f"{HOSTILE} {LINK}")
    assert edited.status == 302
    for path in ("/", f"/comments/{one.id}/", f"/comments/{one.id}/edit/", "/search/?words=textarea"):
        page = edith.get(path.replace("/", "/?state=spam", 1) if path == "/" else path)
        assert_harmless(page, HOSTILE)
    decide(one.id, Action.APPROVE, MODERATOR)
    write_changes(desk)
    ((_, text),) = public_files(desk).items()
    assert "website" not in text
    assert "<script" not in as_html(text)
    assert "<img" not in as_html(text)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["/new/", "/confirm/"])
def test_isso_csrf_by_an_empty_content_type(reader: Reader, path: str, kind: str) -> None:
    """Isso took an empty Content-Type, which scripts of other sites may send without being asked."""
    body = urlencode(reader.preview().fields())
    assert reader.client.generic("POST", path, body, content_type=kind).status_code == 415
    assert not Entry.objects.exists()


def test_isso_one_signature_good_for_every_action() -> None:
    """In Isso a signed link served for whatever one could do to a comment."""
    token = issued("comment", ["a", "b"], "key")
    assert checked(token, "comment", ["a", "b"], "key", 1) == token.partition(".")[0]
    for purpose, fields, key in (
        ("report", ["a", "b"], "key"),
        ("comment", ["ab", ""], "key"),
        ("comment", ["a", "b"], "x"),
    ):
        with pytest.raises(TokenError):
            checked(token, purpose, fields, key, 1)


def test_isso_auto_approval_by_a_spoofed_address(desk: Environment) -> None:
    """Others approve at once what comes under an address that was approved before, which anybody can type."""
    first = taken(desk, comment="First.")
    decide(first.id, Action.APPROVE, MODERATOR)
    second = taken(desk, comment="Second.")
    assert second.state == State.HELD
    assert first.holds.filter(reason=HeldFor.FIRST).exists()
    assert not second.holds.filter(reason=HeldFor.FIRST).exists()


@pytest.mark.parametrize("thread", ["articles/none", "", "../../etc/passwd", "articles/closed/..", "tags/x"])
def test_isso_threads_for_pages_that_do_not_exist(reader: Reader, thread: str) -> None:
    page = reader.preview(thread=thread)
    assert page.status == 404
    assert "The log says *nothing* of that night." in page.words
    fields = {**reader.preview().fields(), "thread": thread}
    assert reader.post("/confirm/", fields).status == 404
    assert not Entry.objects.exists()


# Remark42


def test_remark42_cve_2026_48788_image_proxy(desk: Environment) -> None:
    """Remark42 fetched pictures in comments for its readers, from wherever the comment said: also from its own network."""
    with receiver() as within:
        text = f"![p]({within.url}/p.png) <img src={within.url}/p.png> [p]({within.url}/p.png)"
        with at_the_intake(Path(desk.threads)) as reader:
            assert "<img" not in reader.preview(comment=text).text
            _ask_for_all(reader.client, intake_urls.urlpatterns, within.url)
        one = taken(desk, comment=text)
        edith = inside(Role.ADMINISTRATOR)
        assert "<img" not in edith.get(f"/comments/{one.id}/").text
        _ask_for_all(edith.client, moderation_urls.urlpatterns, within.url)
        decide(one.id, Action.APPROVE, MODERATOR)
        write_changes(desk)
        assert within.calls == []
    assert "<img" not in as_html("".join(public_files(desk).values()))


def _ask_for_all(client: Client, patterns: list[object], url: str) -> None:
    """As one asks proxies, by each address of the desk and by those that proxies usually have."""
    paths = [
        str(getattr(one, "pattern", "")).replace("<slug:id>", "x").replace("<int:number>", "1") for one in patterns
    ]
    encoded = b64encode(f"{url}/p.png".encode()).decode()
    for path in (*paths, "img", "image/", "proxy", "api/v1/img"):
        client.get(f"/{path}", {"src": encoded, "url": f"{url}/p.png", "image": f"{url}/p.png", "next": f"{url}/p.png"})


@pytest.mark.desk_with(rate="2/minute")
def test_remark42_rate_limit_by_x_forwarded_for(reader: Reader) -> None:
    """Whoever wrote that header had a new limit with each request."""
    for number in range(4):
        reader.client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.{number}.1"
        reader.send(comment=f"Comment {number}.")
    assert Entry.objects.count() == 2


@pytest.mark.desk_with(rate="1/minute", trusted_proxies="127.0.0.1")
@pytest.mark.parametrize("header", ["REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"])
def test_remark42_ipv6_cut_at_a_colon(reader: Reader, header: str) -> None:
    """As by splitting off a port: all of 2001::/16 would be one reader."""
    for number, address in enumerate(("2001:db8:1::1", "2001:db8:2::1", "2001:470::1", "2001:db8:1::2")):
        reader.client.defaults[header] = address
        reader.send(comment=f"Comment {number}.")
    assert Entry.objects.count() == 3


def test_remark42_open_redirect_of_the_intake(reader: Reader) -> None:
    """An address in a field is never one that the desk sends people to."""
    for name in ("next", "url", "return", "thread", "website", "lang"):
        page = reader.post("/new/", {**reader.comment(), name: "https://evil.example/"})
        assert "Location" not in page.response.headers
        assert 'href="https://evil' not in page.text


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_remark42_open_redirect_of_the_login(desk: Environment, address: str) -> None:
    ada = Colleague()
    assert ada.log_in(ada.code, next=address).response.headers["Location"] == "/"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_remark42_head_reaching_a_state_changing_handler_of_the_intake(reader: Reader, method: str) -> None:
    query = urlencode(reader.preview().fields())
    for path in ("/confirm/", "/new/"):
        reader.client.generic(method, path, QUERY_STRING=query)
        reader.client.generic(method, path, query, content_type=FORM)
    assert not Entry.objects.exists()
    assert reader.client.generic(method, "/confirm/").status_code == 405


# Cusdis, WordPress, Staticman


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_cusdis_approving_on_get_and_echoing_the_row(desk: Environment, method: str) -> None:
    """Cusdis approved on GET, and answered with the whole row, e-mail address included."""
    ada, comment = inside(Role.MODERATOR), held()
    for path in ("decide", "undo"):
        answer = ada.client.generic(method, f"/comments/{comment.id}/{path}/?decision=approve&expected=held")
        assert answer.status_code == (405 if method in ("GET", "HEAD") else 403)
        assert b"Lorem" not in answer.content
    assert Comment.objects.get().state == State.HELD
    page = ada.press(ada.get(f"/comments/{comment.id}/"), 1, decision="approve")
    assert (page.status, page.response.content) == (302, b"")


def test_wordpress_4_2_1_truncation_opens_html(desk: Environment) -> None:
    """What was cut at the end of a column opened HTML that had been closed: here it is refused, wherever it comes from."""
    text = "x" * (MOST_CHARACTERS - 10) + " <b title='" + "y" * 100
    with at_the_intake(Path(desk.threads)) as reader:
        page = reader.preview(comment=text)
        assert page.status == 422
        assert page.fields()["comment"].strip() == text
        name = "x" * (MOST_IN_A_NAME - 5) + "<b title='y'>"
        assert (reader.preview(name=name).status, reader.preview(name=name).fields()["name"]) == (422, name)
    assert not Entry.objects.exists()
    edith, one = inside(Role.EDITOR, "Edith Specimen"), held()
    for changed in ({"text": text}, {"author": name}):
        assert edith.press(edith.get(f"/comments/{one.id}/edit/"), 1, **changed).status == 422
    assert (Comment.objects.get().author, Comment.objects.get().text) == (one.author, one.text)
    exact = f"{'x' * (MOST_CHARACTERS - 4)}<b>!"
    assert taken(desk, comment=exact).text == exact


def test_wordpress_moderation_urls_indexable_by_search_engines(desk: Environment) -> None:
    """Moderation URLs of others were found in search engines."""
    ada = inside(Role.ADMINISTRATOR)
    routes = [str(one.pattern).replace("<slug:id>", held().id) for one in moderation_urls.urlpatterns]
    for route in (*routes, "nothing/", "?state=x"):
        for client in (ada.client, Client()):
            headers = client.get("/" + route.replace("<int:number>", "1").replace("<str:token>", "x")).headers
            assert "noindex" in headers["X-Robots-Tag"]
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["Cache-Control"] in ("no-store", "private, no-cache")


def test_staticman_client_chosen_file_paths(desk: Environment) -> None:
    """Staticman wrote where the client's fields said.  Here every part of a path is an id that the desk knows."""
    with at_the_intake(Path(desk.threads)) as reader:
        for thread in ("articles/../../x", "articles/the-lamp-log/../closed", "/etc", "articles/the-lamp-log\\..\\x"):
            assert reader.preview(thread=thread).status == 404
    chosen = dict.fromkeys(("id", "path", "slug", "filename", "options[slug]", "options[parent]"), "../../../evil")
    one = taken(desk, reply_to="../../../evil", name="../../../evil", **chosen)
    decide(one.id, Action.APPROVE, MODERATOR)
    write_changes(desk)
    assert list(public_files(desk)) == [f"{ARTICLE}/{one.id}.md"]
    assert ULID.from_str(one.id)
    assert not list(desk.comments.parent.rglob("evil*"))


# Everywhere


def test_reply_circles_that_vanish_from_the_desk_and_the_site(desk: Environment, tmp_path: Path) -> None:
    """Who shows answers below what they answer shows none of those that answer each other."""
    ids = [str(ULID()) for _ in range(4)]
    for number, id in enumerate(ids):
        held(f"Words {number}.", id=id, reply_to=ids[(number + 1) % 3])  # three in a circle, and one that answers it
        decide(id, Action.APPROVE, MODERATOR)
    ada = inside(Role.MODERATOR)
    for number, id in enumerate(ids):
        assert f"Words {number}." in ada.get(f"/comments/{id}/").words
    site = Site(tmp_path / "content", {}, extend(default_registry()))
    write_changes(desk.model_copy(update={"comments": site.content / "comments"}))
    built = site.write({f"{ARTICLE}.md": "---\ntitle: The Lamp Log\ndate: 2026-01-01\n---\n"}).build()
    words = built.words(f"/{ARTICLE}/")
    assert [words.count(f"Words {number}.") for number in range(4)] == [1, 1, 1, 1]


class Effect:
    """What happens where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.path,))


def test_pickle_in_tokens(desk: Environment, tmp_path: Path) -> None:
    """Where what a client sends is unpickled it does what it likes; also when it is signed, and a key was lost."""
    happened = tmp_path / "happened"
    pickled = pickle.dumps(Effect(happened))
    raw, encoded = pickled.decode("latin-1"), b64encode(pickled).decode()
    signed = [
        signing.Signer(key=settings.SECRET_KEY, salt=salt).sign(urlsafe_b64encode(pickled).decode()) for salt in _SALTS
    ]
    tokens = [raw, encoded, urlsafe_b64encode(pickled).decode(), *signed]
    with at_the_intake(Path(desk.threads)) as reader:
        fields = reader.preview().fields()
        for token in tokens:
            assert "waits" not in reader.post("/confirm/", {**fields, "token": token}).words
            reader.post("/confirm/", {**fields, "altcha": token})
            for path in ("confirm", "stop"):
                assert reader.client.get(f"/mail/{path}/{token.replace('/', '')}/").status_code == 404
    Session.objects.create(session_key="p" * 32, expire_date="2100-01-01T00:00:00Z", session_data=_as_session(pickled))
    for token in (*tokens, "p" * 32):
        client = Client()
        client.cookies["desk"] = token
        headers = {"Authorization": f"Bearer {token}"}
        for path in ("/", "/login/", "/api/v1/approved", f"/mail/{token.replace('/', '')}/"):
            assert client.get(path, {"after": token, "since": token}, headers=headers).status_code < 500
    assert not happened.exists()
    pickle.loads(pickled)
    assert happened.exists(), "the pickle does nothing, so this shows nothing"


_SALTS = ("corkboard.desk.intake:comment", "django.core.signing", "django.contrib.sessions.backends.signed_cookies")


def _as_session(pickled: bytes) -> str:
    class Pickled:
        def dumps(self, value: object) -> bytes:  # noqa: ARG002 - as Django calls it
            return pickled

    return signing.dumps({}, salt="django.contrib.sessions.SessionStore", serializer=Pickled)


def test_pickle_is_nowhere_in_the_desk() -> None:
    code = Path(corkboard.desk.__file__).parent
    for path in code.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in getattr(node, "names", []) if isinstance(one, ast.alias)]
            assert not {"pickle", "shelve", "marshal", "dill", "jsonpickle"} & {*names, getattr(node, "module", "")}, (
                path
            )


_PARTS = (
    *(
        "[",
        "]",
        "*a",
        "**a ",
        "*",
        "_a_",
        "`",
        "`a",
        "> ",
        "- ",
        "1. ",
        "<",
        "</",
        "<a ",
        "&",
        "&#x",
        "![",
        "](",
        "[a](",
    ),
    *(
        "[a](<",
        "[a]: ",
        "\\",
        "http://",
        "www.",
        "a@",
        "http://a)",
        " \n",
        "\n",
        "\t",
        "<!--",
        "<![CDATA[",
        "~",
        "***",
        "|",
    ),
    *(
        "_*",
        "[a][",
        "(",
        "[[]",
        "([",
        "a.",
        "http://[",
        "\u202e",
        "e\u0301",
        "- - ",
        "> - ",
        "a\n",
        "=\n",
        "[*",
        "<http://",
    ),
    *("[a](a 'b", "a@b.", "\u1100\u1161\u11a8", "ﬃ", "a", "é", ".", "Barnaby ", "cheap ", "Barnaby\n", "1", "a-", "\r"),
)
_WHOLE = (
    *("'[' * {n} + ']' * {n}", "'(' * {n} + ')' * {n}", "' '.join('`' * i for i in range(int((2 * {n}) ** 0.5)))"),
    *("'http://a' + ')' * {n}", "'a' + ' ' * {n} + 'b'", "'a' + chr(10) * {n} + 'b'", "'[a](http://' + '(' * {n}"),
    *("'*' * {n} + 'a' + '*' * {n}", "''.join(' ' * i + '- a' + chr(10) for i in range(int((2 * {n}) ** 0.5)))"),
)
# All that looks through what a reader has written, at the intake, at the desk and in the build.
_LOOKING = """
import sys
sys.path[:0] = sys.argv[1:]
from desks import set_up_django
set_up_django()
from corkboard.comments.rules import html_and_links, normalized
from corkboard.desk.environment import Environment
from corkboard.desk.intake.drafts import Draft, checked
from corkboard.desk.languages import language_of
from corkboard.desk.intake.proofs import is_proven
from corkboard.desk.mail.links import LinkError, expiry_of
from corkboard.desk.mail.wording import one_line, quoted
from corkboard.desk.moderation.bayes import _words
from corkboard.desk.moderation.naming import named
from corkboard.desk.restrictions import Blocked, Restrictions
environment = Environment()
blocks = tuple(Blocked(kind, "cheap  pills", False) for kind in ("word", "link"))
names = ("Barnaby Overmuch", "a a a a a a b")
for line in sys.stdin:
    text = eval(line)
    fields = {name: text for name in ("thread", "reply_to", "name", "email", "comment", "website", "lang")}
    found = checked(Draft.of(fields), environment)
    checked(Draft.of({**fields, "name": "Lorem", "email": text[:250]}), environment)
    language_of(text)
    is_proven(text, "id", "key")
    try:
        expiry_of(text)
    except LinkError:
        pass
    kept = normalized(text)
    html_and_links(kept)
    quoted(kept)
    one_line(kept)
    Restrictions(blocks=blocks).blocked(kept, found.links, ())
    named(names, kept)
    _words("Lorem", kept)
    print(len(text), flush=True)
"""


def test_slow_regular_expressions_on_hostile_markdown() -> None:
    """Nobody makes the desk think for minutes.  Each text is looked at within seconds of computing, the machine's load aside."""
    texts = [f"({part!r} * {size})[:{size - 1}] + '!'" for size in (1000, MOST_CHARACTERS) for part in _PARTS]
    texts += [whole.format(n=size // 2) for size in (1000, MOST_CHARACTERS) for whole in _WHOLE]
    tests = Path(__file__).parent
    looking = subprocess.run(
        [sys.executable, "-c", _LOOKING, str(tests), str(tests.parent)],
        input="\n".join(texts),
        capture_output=True,
        text=True,
        preexec_fn=_limited,
    )
    last = texts[min(looking.stdout.count("\n"), len(texts) - 1)]
    assert looking.returncode != -signal.SIGXCPU, f"this takes too long: {last}"
    assert looking.returncode == 0, looking.stderr
    assert looking.stdout.count("\n") == len(texts)


def _limited() -> None:
    """Seconds of computing, many times what it takes; a regular expression that runs away takes years."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
