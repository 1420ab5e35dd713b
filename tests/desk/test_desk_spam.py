"""What sorts and labels the queue: learned words, and the proof of work.  Neither decides."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry
from corkboard.desk.intake.proofs import challenge, is_proven
from corkboard.desk.moderation.bayes import SUSPICIOUS, spam_score, unlearn
from corkboard.desk.moderation.decisions import decide, edit, undo
from corkboard.desk.moderation.models import Action, Comment, HeldFor, State, Word
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.restrictions import Blocked, Restrictions
from corkboard.desk.threads import offers_file
from reading import Page, Reader, at_the_intake, threads_json
from writing import MODERATOR, held

SPAM = ("Cheap pills from the online pharmacy", "Best casino bonus, cheap pills", "Buy cheap watches online")
HAM = ("The keeper wrote the log himself", "I remember the lamps of the harbor", "The board met on that night")


def taught() -> None:
    for number in range(12):
        decide(held(f"{SPAM[number % 3]} {number}").id, Action.SPAM, MODERATOR)
        decide(held(f"{HAM[number % 3]} {number}").id, Action.APPROVE, MODERATOR)


def learned() -> dict[str, tuple[int, int]]:
    return {one.word: (one.spam, one.ham) for one in Word.objects.all()}


def taken(desk: Environment) -> Comment:
    take_over(desk, offers_file(desk).current())
    return Comment.objects.order_by("id").last()  # type: ignore[return-value]


# What was learned


def test_before_enough_was_decided_nothing_is_said(desk: Environment) -> None:
    decide(held("Cheap pills").id, Action.SPAM, MODERATOR)
    assert spam_score("Anybody", "Cheap pills") == 0.5


def test_decisions_teach_what_spam_is(desk: Environment) -> None:
    taught()
    assert spam_score("Anybody", "CHEAP pills in our pharmacy") > SUSPICIOUS
    assert spam_score("Anybody", "The lamps of the harbor, says the log") < 1 - SUSPICIOUS


def test_a_suspect_is_held_like_any_other_and_labeled(desk: Environment) -> None:
    taught()
    with at_the_intake(Path(desk.threads)) as reader:
        reader.send(comment="Cheap pills, best casino bonus online")
    comment = taken(desk)
    assert comment.state == State.HELD
    assert comment.spam_score > SUSPICIOUS
    assert comment.holds.filter(reason=HeldFor.SUSPECTED).exists()


@pytest.mark.parametrize("action", [Action.SPAM, Action.APPROVE])
def test_what_is_undone_is_unlearned(desk: Environment, action: Action) -> None:
    comment = held("Cheap pills, dear keeper@harbor.example")
    decide(comment.id, action, MODERATOR)
    assert learned()["pills"] in ((1, 0), (0, 1))
    assert not any("keeper" in word or "harbor" in word for word in learned())
    undo(comment.id, MODERATOR)
    assert learned() == {"": (0, 0)} or learned() == {}


def test_a_change_of_mind_is_learned(desk: Environment) -> None:
    comment = held("Cheap pills")
    decide(comment.id, Action.SPAM, MODERATOR)
    decide(comment.id, Action.APPROVE, MODERATOR)
    assert learned()["pills"] == learned()[""] == (0, 1)


def test_what_a_moderator_edits_is_not_what_the_reader_sent(desk: Environment) -> None:
    comment = held("Cheap pills")
    decide(comment.id, Action.APPROVE, MODERATOR)
    edit(comment.id, MODERATOR, author="Lorem Ipsumson", text="Removed.")
    assert learned()["pills"] == (0, 1)
    decide(comment.id, Action.SPAM, MODERATOR)
    assert learned()["pills"] == (1, 0)
    assert "removed" not in learned()


def test_what_is_rejected_for_its_claims_teaches_nothing(desk: Environment) -> None:
    decide(held("The keeper lied").id, Action.REJECT, MODERATOR, reason="unsupported-claim")
    assert learned() == {}


def test_of_a_comment_that_is_forgotten_no_word_is_left(desk: Environment) -> None:
    comment = held("Wholly singular words")
    decide(comment.id, Action.SPAM, MODERATOR)
    unlearn(Comment.objects.get())
    assert set(learned()) <= {""}


# The proof of work


def solved(page: Page, **changed: object) -> str:
    """What the script on the preview finds."""
    (field,) = page.tree.xpath("//input[@name='altcha']")
    salt, hash = field.get("data-salt"), field.get("data-hash")
    number = next(n for n in range(int(field.get("data-most")) + 1) if _hash(salt, n) == hash)
    given = {"algorithm": "SHA-256", "challenge": hash, "number": number, "salt": salt}
    payload = {**given, "signature": field.get("data-signature"), **changed}
    return b64encode(json.dumps(payload).encode()).decode()


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def marks(reader: Reader, preview: Page, altcha: str) -> list[str]:
    Entry.objects.all().delete()
    thanks = reader.post("/confirm/", {**preview.fields(), "altcha": altcha})
    assert "waits for a moderator" in thanks.words
    return list(Entry.objects.get().content.get("marks", []))


@pytest.mark.desk_with(proof_of_work=50)
def test_a_comment_with_the_proof_is_not_marked(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        preview = reader.preview()
        assert "script-src 'self'" in preview.response.headers["Content-Security-Policy"]
        assert preview.tree.xpath("//script/@src") == ["/static/proof.js"]
        assert marks(reader, preview, solved(preview)) == []


@pytest.mark.desk_with(proof_of_work=50)
def test_without_javascript_a_comment_is_taken_and_marked(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        assert marks(reader, reader.preview(), "") == ["unproven"]
        comment = taken(desk)
    assert comment.state == State.HELD
    assert comment.holds.filter(reason=HeldFor.UNPROVEN).exists()


@pytest.mark.desk_with(proof_of_work=50)
def test_a_proof_is_good_for_one_comment(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        first, second = reader.preview(), reader.preview(comment="Another one.")
        assert marks(reader, second, solved(first)) == ["unproven"]


@pytest.mark.parametrize(
    "changed",
    [{"number": 51}, {"signature": "0" * 64}, {"signature": "é"}, {"algorithm": "SHA-1"}, {"salt": "x"},
     {"number": "x"}, {"salt": None}],
)  # fmt: skip
def test_another_proof_is_none(changed: dict[str, object]) -> None:
    asked = challenge("ID", 20, 5, "key")
    number = next(n for n in range(21) if _hash(asked.salt, n) == asked.hash)
    given = {"algorithm": "SHA-256", "challenge": asked.hash, "number": number, "salt": asked.salt}

    def payload(**fields: object) -> str:
        return b64encode(json.dumps({**given, "signature": asked.signature, **fields}).encode()).decode()

    assert is_proven(payload(), "ID", "key")
    assert not is_proven(payload(), "ID", "another key")
    assert not is_proven(payload(), "OTHER", "key")
    assert not is_proven(payload(**changed), "ID", "key")


@pytest.mark.parametrize("payload", ["", "x", "W10=", "bnVsbA==", "e30=", "A" * 5000, "é"])
def test_nonsense_is_no_proof(payload: str) -> None:
    assert not is_proven(payload, "ID", "key")


def test_digits_cannot_be_moved_from_the_number_to_the_salt() -> None:
    """CVE-2025-68113: so that the time in the salt would be another."""
    asked = challenge("ID", 5000, 5, "key")
    number = next(n for n in range(5001) if _hash(asked.salt, n) == asked.hash)
    moved = {"salt": asked.salt[:-1], "number": number, "challenge": _hash(asked.salt[:-1], number)}
    given = {"algorithm": "SHA-256", "signature": asked.signature, **moved}
    assert not is_proven(b64encode(json.dumps(given).encode()).decode(), "ID", "key")


def test_an_old_proof_is_none() -> None:
    asked = challenge("ID", 5, -1, "key")
    number = next(n for n in range(6) if _hash(asked.salt, n) == asked.hash)
    assert int(parse_qs(asked.salt.partition("?")[2])["expires"][0]) > 0
    given = {"algorithm": "SHA-256", "challenge": asked.hash, "number": number, "salt": asked.salt}
    text = json.dumps({**given, "signature": asked.signature})
    assert not is_proven(b64encode(text.encode()).decode(), "ID", "key")


def test_without_the_setting_nothing_is_asked(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads), threads_json()) as reader:
        preview = reader.preview()
    assert not preview.tree.xpath("//script | //input[@name='altcha']")
    assert "script-src" not in preview.response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("said", ["CASINO", "ca\u200bsi\u00adno", "ｃａｓｉｎｏ", "my\n casino!"])
def test_a_blocked_word_is_found_however_it_is_written(said: str) -> None:
    block = Blocked("word", "Casino", silent=False)
    assert Restrictions(blocks=(block,)).blocked(said, (), ()) == block
