"""The one place that writes HTML: Jinja, which escapes every value, and texts whose direction cannot run over."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.extras import missing_library
from sfpc_sim.inputs.hidden import harmless

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")
# Letters written from right to left, with what stands between them.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"[{_RIGHT_TO_LEFT}](?:[^<>&;\\n]*[{_RIGHT_TO_LEFT}])?")
_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def rendered(template: str, **values: Any) -> str:
    """Fill a template in, with the style and the policy that allows nothing else."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return _environment().get_template(template).render(style=_markup(style), style_digest=digest, **values)


def told(text: object) -> Markup:
    """Give a text as HTML: escaped, letters from right to left in a `bdi`, `code` and **strong** as in paperwork."""
    from markupsafe import escape  # noqa: PLC0415

    isolated = _RUN.sub(r"<bdi>\g<0></bdi>", str(escape(harmless(str(text)))))
    return _markup(_STRONG.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", isolated)))


def _markup(html: str) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(html)  # noqa: S704 (escaped above, or ours)


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415
    except ImportError as error:
        fault = f"{error.name} is not installed, and reports need it."
        raise missing_library("report", fault, "report") from error
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"told": told, "harmless": harmless, "ours": _markup}
    return environment
