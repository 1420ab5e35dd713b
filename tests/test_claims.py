"""Claims in front matter: checked, numbered as notes, and never shown without their status and source."""

from __future__ import annotations

import hashlib
from pathlib import Path

import feedparser
import pytest

from corkboard.diagnostics import as_github, as_json, as_text
from sites import ARTICLE, Site

PERSON = "---\ntitle: Ada Example\nright_of_reply: not-yet-asked\n---\n"
FIRST = """---
title: Who sold the log?
date: 2026-01-01
evidence:
  - id: sold
    claim: Ada Example is said to have sold the log.
    verification: unverified
    source: clerk
    about: [ada]
    bears_on: {fraud: C, prank: II, fire: }
  - id: missing
    claim: The pages are missing.
    verification: verified
    source: minutes
sources:
  - {id: clerk, kind: insider, grade: F6, note: Met at the pier; would not be named., private: true}
  - {id: minutes, title: Minutes of the board, url: https://example.org/minutes, grade: b2}
  - {id: chart, kind: document, title: A chart}
---
It was sold{evidence}sold. [The minutes]({source}minutes) say more; sold{evidence}sold, says `{evidence}sold`.
"""
LATER = """---
title: The log was found
date: 2026-02-01
evidence:
  - id: found
    claim: The log has been in the tower all along.
    verification: %s
    source: tower
    about: [ada]
    supersedes: first#sold
sources:
  - {id: tower, kind: own observation, grade: A2}
right_of_reply:
  - to: ada
    status: answered
    attempts: [{date: 2026-01-20, channel: e-mail}]
    answered: 2026-01-25
    answer: |
      I never sold it.

      Look in the tower.
---
See [the old claim]({evidence}first#sold).
"""


def site(folder: Path, **files: str) -> Site:
    """A site with somebody, three hypotheses and the given articles."""
    hypotheses = {f"hypotheses/{id}.md": f"---\ntitle: The {id}\n---\n" for id in ("fraud", "prank", "fire")}
    articles = {f"articles/{id}.md": text for id, text in files.items()}
    return Site(folder / "content").write({"people/ada.md": PERSON, **hypotheses, **articles})


def told(site: Site) -> list[str]:
    return [f"{one.file}:{one.line}: {one.message} ({one.hint})" for one in site.problems()]


def article(*lines: str, body: str = "") -> str:
    return ARTICLE.format(title="A").removesuffix("---\n") + "\n".join(lines) + f"\n---\n{body}"


# Notes


def test_notes_are_numbered_as_the_text_leads_to_them_and_lead_back(tmp_path: Path) -> None:
    page = site(tmp_path, first=FIRST).build().page("/articles/first/")
    body = page.find_class("body")[0]
    assert " ".join(body.text_content().split()) == (
        "It was sold[E1]. The minutes[E2] say more; sold[E1], says {evidence}sold."
    )
    targets = [link.get("href").partition("#")[2] for link in body.iter("a")]
    notes = page.find_class("notes")[0].findall("ul/li")
    assert targets == ["evidence-sold", "source-minutes", "evidence-sold"]
    assert [note.get("id") for note in notes] == ["evidence-sold", "source-minutes", "evidence-missing", "source-chart"]
    assert [link.get("href") for link in page.find_class("back")] == ["#noteref-E1", "#noteref-E2"]
    assert page.get_element_by_id("noteref-E1") is body.find(".//a")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_note_says_how_far_it_was_checked_on_whose_word_and_what_it_means(tmp_path: Path) -> None:
    said = site(tmp_path, first=FIRST).build().words("/articles/first/")
    assert "unverified: Ada Example is said to have sold the log. About: Ada Example" in said
    assert "Source: insider. Grade F6 (reliability F: cannot be judged; credibility 6: cannot be judged)." in said
    assert "very inconsistent: The prank (hypothesis, status: open, not attributed)" in said
    assert "not assessed: The fire (hypothesis, status: open, not attributed)" in said
    assert "Grade B2 (reliability B: usually reliable; credibility 2: probably true)" in said


@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_notes_work_with_both_engines_and_in_any_script(tmp_path: Path, engine: str) -> None:
    text = (
        FIRST.replace("id: sold", "id: журнал").partition("It was sold")[0] + "It was sold{evidence}журнал, they say.\n"
    )
    built_from = site(tmp_path, first=text)
    built_from.settings["MARKDOWN_ENGINE"] = engine
    page = built_from.build().page("/articles/first/")
    assert page.get_element_by_id("evidence-журнал") is not None
    assert page.find_class("body")[0].text_content().strip() == "It was sold[E1], they say."


def test_what_another_article_claims_can_be_a_note_too(tmp_path: Path) -> None:
    page = site(tmp_path, first=FIRST, later=LATER % "verified").build().page("/articles/later/")
    note = page.get_element_by_id("note-1")
    assert page.find_class("body")[0].find(".//a").get("href") == "/articles/later/#note-1"
    assert "unverified: Ada Example is said to have sold the log." in " ".join(note.text_content().split())


def test_elsewhere_a_link_to_a_claim_says_how_far_it_was_checked(tmp_path: Path) -> None:
    of = site(tmp_path, first=FIRST).write({"people/ada.md": f"{PERSON}Sold, some say{{evidence}}first#sold.\n"})
    body = of.build().page("/people/ada/").find_class("body")[0]
    assert body.text_content().strip() == "Sold, some say[unverified]."
    assert body.find(".//a").get("href") == "/articles/first/#evidence-sold"


# Wherever a claim goes


def test_a_persons_page_has_what_is_claimed_about_them_by_status(tmp_path: Path) -> None:
    said = site(tmp_path, first=FIRST).build().words("/people/ada/")
    assert "Claims by status: unverified unverified: Ada Example is said to have sold the log." in said
    assert "Claimed in: Who sold the log?" in said
    assert "What it claims about them: unverified" in said


def test_a_retracted_claim_stays_on_every_page_that_carried_it_with_what_took_its_place(tmp_path: Path) -> None:
    built = site(tmp_path, first=FIRST, later=LATER % "retracted").build()
    for address in ("/articles/first/", "/articles/later/", "/people/ada/"):
        said = built.words(address)
        assert "retracted: Ada Example is said to have sold the log." in said, address
        assert "is retracted: The log has been in the tower all along. The log was found" in said, address
        assert "unverified: Ada" not in said, address
    assert "&lt;strong&gt;retracted&lt;/strong&gt;: " in built.text("feed.atom")
    assert "&lt;strong&gt;unverified&lt;/strong&gt;" not in built.text("feed.atom")
    assert "Retracted, claimed in “Who sold the log?”. Ada Example" in built.text("articles/first/index.html")


def test_a_later_claim_that_is_verified_does_not_verify_the_earlier_one(tmp_path: Path) -> None:
    said = site(tmp_path, first=FIRST, later=LATER % "verified").build().words("/articles/first/")
    assert "unverified: Ada Example is said to have sold the log." in said
    assert "Superseded by a later claim, which is verified: The log has been in the tower all along." in said


def test_a_draft_moves_no_claim(tmp_path: Path) -> None:
    draft = (LATER % "retracted").replace("date: 2026-02-01", "date: 2026-02-01\nstatus: draft")
    built = site(tmp_path, first=FIRST, later=draft).build()
    assert not built.holding("in the tower")
    assert "unverified: Ada" in built.words("/articles/first/")


def test_a_feed_and_json_ld_have_no_claim_without_its_status(tmp_path: Path) -> None:
    built = site(tmp_path, first=FIRST).build()
    claim = "Ada Example is said to have sold the log."
    for feed in ("feed.atom", "people/ada/feed.atom"):
        content = feedparser.parse(built.files[feed]).entries[0].content[0].value
        assert (
            f'<strong>unverified</strong>: <a href="https://example.org/articles/first/#evidence-sold">{claim}'
            in content
        )
    for path in ("articles/first/index.html", "people/ada/index.html"):
        assert f'"text":"Unverified, claimed in “Who sold the log?”. {claim}"' in built.text(path)


def test_a_private_note_reaches_no_byte_of_the_output(tmp_path: Path) -> None:
    built = site(tmp_path, first=FIRST, later=LATER % "disputed").build()
    assert not [
        path
        for path, data in built.files.items()
        if b"pier" in data or "would not be named" in data.decode("utf-8", "replace")
    ]


@pytest.mark.parametrize(
    "source",
    [
        "{id: s, note: Met at the pier, private: true, grade: G7}",
        "{id: s, note: Met at the pier: by night, private: true}",
        '{id: s, private: yes, note: "Met at the pier}',
    ],
)
def test_no_message_shows_the_line_of_a_private_note(tmp_path: Path, source: str) -> None:
    found = site(tmp_path, a=article("tags: x", f"sources: [{source}]")).problems()
    assert found
    for printed in (*map(as_text, found), *map(as_github, found), as_json(found)):
        assert "pier" not in printed


def test_an_answer_stands_in_full_where_the_claim_and_the_person_are(tmp_path: Path) -> None:
    built = site(tmp_path, first=FIRST, later=LATER % "disputed").build()
    for address in ("/articles/later/", "/people/ada/"):
        assert "answered, January 25, 2026. Asked: January 20, 2026 (e-mail)." in built.words(address)
        answer = [text.text_content() for text in built.page(address).xpath("//blockquote/p")]
        assert answer == ["I never sold it.", "Look in the tower."], address


def test_what_an_article_says_of_a_reply_comes_before_what_the_persons_page_says(tmp_path: Path) -> None:
    built = site(tmp_path, first=FIRST, later=LATER % "disputed").build()
    assert "Right of reply, Ada Example: not yet asked." in built.words("/articles/first/")
    later = built.page("/articles/later/").get_element_by_id("evidence-found")
    assert "not yet asked" not in later.text_content()


def test_a_translation_has_its_own_words_and_the_originals_claims(tmp_path: Path) -> None:
    russian = "---\ntitle: Кто продал журнал?\nsummary: О журнале.\n---\nПродан{evidence}sold.\n"
    said = site(tmp_path, **{"first": FIRST, "first.ru": russian}).build().words("/ru/articles/first/")
    assert "Продан[С1]." in said
    assert "не проверено: Ada Example is said to have sold the log." in said


# What is wrong


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("evidence:", "  - {id: a, claim: A., verification: verified}", "  - {id: a, claim: B., verification: verified}"),
         'content/articles/a.md:6: the id "a" is given twice (choose another id)'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, source: clrk}", "sources:", "  - {id: clerk}"),
         'content/articles/a.md:5: this article has no source "clrk" (did you mean "clerk"?)'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, supersedes: b}",),
         'content/articles/a.md:5: "a" has no evidence "b" (what belongs to another article is article-id#evidence-id)'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, supersedes: first#sodl}",),
         'content/articles/a.md:5: "first" has no evidence "sodl" (did you mean "sold"?)'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, supersedes: frist#sold}",),
         'content/articles/a.md:5: there is no article "frist" (did you mean "first"? (content/articles/first.md))'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, supersedes: a}",),
         "content/articles/a.md:5: this goes in a circle: a#a → a#a (leave it out where the chain begins)"),
        (("sources:", "  - {id: x, derived_from: y}", "  - {id: y, derived_from: x}"),
         "content/articles/a.md:5: this goes in a circle: a#x → a#y → a#x (leave it out where the chain begins)"),
        (("evidence:", "  - {id: a, claim: A., verification: verfied}",),
         'content/articles/a.md:5: "verfied" is not one of verified, corroborated, reported, unverified, disputed, retracted (did you mean "verified"?)'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, bears_on: {fruad: C}}",),
         'content/articles/a.md:5: there is no hypothesis "fruad" (did you mean "fraud"? (content/hypotheses/fraud.md))'),
        (("evidence:", "  - {id: a, claim: A., verification: verified, bears_on: {fraud: CCC}}",),
         'content/articles/a.md:5: "CCC" is not one of CC, C, N, I, II, NA (did you mean "CC"?)'),
        (("sources:", "  - {id: x, grade: G7}",),
         'content/articles/a.md:5: "G7" is no grade: write a letter from A to F and a figure from 1 to 6, such as B2 ()'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_a_remedy(
    tmp_path: Path, lines: tuple[str, ...], message: str
) -> None:
    assert message in told(site(tmp_path, first=FIRST, a=article(*lines)))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Text{evidence}sodl.", 'content/articles/a.md:4: this file has no evidence "sodl" (what belongs to an article is {evidence}article-id#its-id)'),
        ("Text{evidence} sold.", 'content/articles/a.md:4: {evidence} has no id (write it right after, such as {evidence}its-id)'),
        ("Text{Evidence}first#sold.", 'content/articles/a.md:4: there is no kind of link {Evidence} (did you mean "{evidence}"?)'),
        ("Text{sources}first#minutes.", 'content/articles/a.md:4: there is no kind of link {sources} (did you mean "{source}"?)'),
        ("[x]({source}first#minuts)", 'content/articles/a.md:4: "first" has no source "minuts" (did you mean "minutes"?)'),
        ("x{evidence}frist#sold", 'content/articles/a.md:4: there is no article "frist" (did you mean "first"? (content/articles/first.md))'),
    ],
)  # fmt: skip
def test_a_note_that_leads_nowhere_is_told(tmp_path: Path, body: str, message: str) -> None:
    text = ARTICLE.format(title="A") + body
    assert message.replace(":4:", f":{text.count(chr(10)) + 1}:") in told(site(tmp_path, first=FIRST, a=text))


def test_what_is_wrong_with_one_file_is_not_told_of_what_refers_to_it(tmp_path: Path) -> None:
    broken = FIRST.replace("verification: unverified", "verification: unverfied")
    later = article("evidence:", "  - {id: a, claim: A., verification: verified, supersedes: first#sold}")
    (wrong,) = told(site(tmp_path, first=broken, later=later))
    assert '"unverfied" is not one of' in wrong
    (unread,) = told(site(tmp_path, first=FIRST.replace("title: Who", "title: [Who"), later=later))
    assert "not valid YAML" in unread


def test_a_long_line_of_claims_each_in_place_of_the_last_takes_no_time_and_no_stack(tmp_path: Path) -> None:
    lines = [f"  - {{id: c{n}, claim: A., verification: verified, supersedes: c{n - 1}}}" for n in range(1, 60)]
    first = "  - {id: c0, claim: A., verification: verified}"
    page = site(tmp_path, a=article("evidence:", first, *lines)).build().page("/articles/a/")
    assert len(page.get_element_by_id("evidence-c0").xpath(".//a[starts-with(@href, '/articles/a/#evidence-c')]")) >= 59


def test_a_translation_makes_no_private_note_public(tmp_path: Path) -> None:
    of = site(tmp_path, first=FIRST)
    note = "sources: [{id: clerk, grade: F6, note: En el muelle.}, {id: minutes}]"
    of.write({"articles/first.es.md": f"---\ntitle: T\nsummary: S.\n{note}\n---\nCuerpo.\n"})
    assert told(of) == [
        'content/articles/first.es.md:4: the original keeps its note on "clerk" for the desk '
        '(add "private: true", or leave the note out)'
    ]


@pytest.mark.parametrize(
    ("file", "text", "field"),
    [
        ("articles/a.md", article("sources: [{id: x, accessed: 2026-11-23}]"), "sources.accessed"),
        ("articles/a.md", article("right_of_reply:", "  - to: ada", "    status: declined", "    attempts: [{date: 2026-11-23, channel: e-mail}]"), "right_of_reply.attempts.date"),
        ("people/ada.md", "---\ntitle: Ada\nright_of_reply: {status: answered, answer: No., answered: 2026-11-23}\n---\n", "right_of_reply.answered"),
        ("people/ada.md", "---\ntitle: Ada\ndied: 2027\n---\n", "died"),
    ],
)  # fmt: skip
def test_what_is_told_as_past_cannot_lie_ahead(tmp_path: Path, file: str, text: str, field: str) -> None:
    of = site(tmp_path).write({file: text})
    assert [(one.field, one.message) for one in of.problems()] == [
        (field, "this lies ahead: it is 2026-11-22 12:00+00:00")
    ]
    of.settings["NOW"] = "2027-03-01"
    assert of.problems() == []
    of.settings["NOW"] = "2026-11-20"
    assert [one.field for one in of.problems()] == [field]


# The archive


def archived(
    content: bytes, digest: str = "", path: str = "minutes.txt", name: str = "minutes.txt"
) -> dict[str, str | bytes]:
    line = f"  - {{id: x, title: Minutes, archived: {name}{f', sha256: {digest}' if digest else ''}}}"
    return {f"archive/{path}": content, "articles/a.md": article("sources:", line)}


def test_an_archived_copy_is_published_with_its_digest(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"as it was").hexdigest()
    built = Site(tmp_path / "content").write(archived(b"as it was", digest)).build()
    assert built.files["archived/minutes.txt"] == b"as it was"
    assert built.page("/articles/a/").xpath('//a[@href="/archived/minutes.txt"]')
    assert digest in built.words("/articles/a/")


def test_a_copy_that_is_another_one_is_told_also_when_nothing_else_has_changed(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"as it was").hexdigest()
    of = Site(tmp_path / "content").write(archived(b"as it was", digest))
    assert of.problems() == []
    (of.content / "archive/minutes.txt").write_bytes(b"as it is now")
    [problem] = told(of)
    assert problem.startswith("content/articles/a.md:5: the file is not the one that was archived: its SHA-256 is ")
    (of.content / "archive/minutes.txt").write_bytes(b"as it was")
    assert of.problems() == []


def test_a_copy_without_a_digest_is_told_with_the_line_to_add(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"as it was").hexdigest()
    of = Site(tmp_path / "content").write(archived(b"as it was"))
    assert told(of) == [f'content/articles/a.md:5: its SHA-256 is missing (add a line "sha256: {digest}")']


@pytest.mark.parametrize("name", ["archive/minutes.txt", "content/archive/minutes.txt", "/minutes.txt", "Minutes.txt"])
def test_a_copy_is_named_as_it_is_called_in_the_archive(tmp_path: Path, name: str) -> None:
    (wrong,) = told(Site(tmp_path / "content").write(archived(b"x", "0" * 64, name=name)))
    assert wrong.endswith(f'there is no file "{name}" in content/archive/ (did you mean "minutes.txt"?)')


@pytest.mark.parametrize("name", ["../people/ada.md", "/etc/passwd", "gone.txt", ".hidden", "../../secret.txt"])
def test_nothing_from_outside_of_the_archive_is_published(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    of = Site(tmp_path / "content").write({**archived(b"x", "0" * 64, name=name), "people/ada.md": PERSON})
    of.write({"archive/.hidden": "hidden"})
    assert any("there is no file" in one for one in told(of))


def test_a_drafts_copies_are_not_published(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"as it was").hexdigest()
    files = archived(b"as it was", digest)
    files["articles/a.md"] = str(files["articles/a.md"]).replace("title: A", "status: draft\ntitle: A")
    assert "archived/minutes.txt" not in Site(tmp_path / "content").write(files).build().files
