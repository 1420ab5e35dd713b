"""A preview that lives: built again at every change of what the site is made of, and shown at once."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

from corkboard.preview.channel import Channel
from corkboard.preview.live_server import LiveHandler
from corkboard.preview.rebuild import Outcome, Rebuild
from corkboard.preview.report import Reporter
from corkboard.preview.server import Server, make_server
from corkboard.preview.watching import Sources, Watcher

__all__ = ["serve"]

_POLL = 0.1  # seconds until the server notices that it shall end


def serve(
    folder: Path, rebuild: Rebuild, sources: Callable[[], Sources], host: str = "127.0.0.1", port: int = 8000
) -> None:
    """Build a site into a folder and show it until Ctrl-C, anew whenever its sources change.

    `sources` is asked again after each build.  Raises AddressError and WatchError.
    """
    channel, reporter = Channel(), Reporter()
    with make_server(folder, host, port, handler=partial(LiveHandler, channel)) as server, Watcher() as watcher:

        def build(changed: Collection[Path]) -> None:
            started = time.perf_counter()
            outcome = _outcome(partial(rebuild, changed))
            channel.publish(outcome)
            _say(reporter.report(changed, outcome, time.perf_counter() - started))
            watcher.watch(sources())

        try:
            watcher.watch(sources())
            build(())
            with _answering(server, channel):
                _say(f"Serving {server.address}/ until Ctrl-C\n")
                while True:
                    build(watcher.wait())
        except KeyboardInterrupt:
            _say("\n")


def _outcome(rebuild: Callable[[], Outcome]) -> Outcome:
    try:
        return rebuild()
    except Exception:  # noqa: BLE001 - a bug of ours; the next save may well avoid it
        traceback.print_exc()
        return Outcome((), ["Corkboard itself failed: please report it with what the terminal says"], None)


@contextmanager
def _answering(server: Server, channel: Channel) -> Iterator[None]:
    """Let a thread answer readers, so that Ctrl-C reaches the build, which can undo what it began."""
    thread = Thread(target=server.serve_forever, args=(_POLL,), name="server")
    thread.start()
    try:
        yield
    finally:
        channel.close()
        server.shutdown()
        thread.join()


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
