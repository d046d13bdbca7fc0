"""The sandbox sees what a bad page does: a test of pages that cannot fail would prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from browser_sandbox import Sandbox

BAD = """<!DOCTYPE html><html><head><title>Bad</title>{policy}</head><body>
<img src="http://evil.example/x.png"><p style="color: #999">faint</p>
<script>console.log("ran"); alert("asked"); fetch("http://evil.example/").catch(() => 0)</script></body></html>"""
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""


def test_requests_dialogs_and_words_are_written_down(sandbox: Sandbox, tmp_path: Path) -> None:
    """Without a policy everything is tried; with one nothing is, and the browser complains of it."""
    page = tmp_path / "bad.html"
    page.write_text(BAD.format(policy=""))
    with sandbox.open(page) as opened:
        opened.page.wait_for_load_state("networkidle")
        assert set(opened.asked) == {"http://evil.example/x.png", "http://evil.example/"}
        assert {"ran", "dialog: asked"} <= set(opened.said)
    page.write_text(BAD.format(policy=POLICY))
    with sandbox.open(page) as opened:
        opened.page.wait_for_load_state("networkidle")
        assert opened.asked == []
        assert all("Content Security Policy" in words for words in opened.said)
        assert len(opened.said) >= 2


def test_axe_is_put_in_past_the_policy_and_finds(sandbox: Sandbox, tmp_path: Path) -> None:
    """A page without a language, a picture without a name, a text that is too faint."""
    page = tmp_path / "bad.html"
    page.write_text(BAD.format(policy=POLICY))
    found = {each.partition(":")[0] for each in sandbox.findings(page)}
    assert found >= {"html-has-lang", "image-alt", "color-contrast"}
