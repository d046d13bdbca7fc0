"""How the pages are built: `python -m sphinx -W --keep-going -b html docs OUT` (extra: docs)."""

import sys
from pathlib import Path

from sfpc_sim import __version__

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "sfpc_sim"
copyright = "the sfpc_sim developers; MIT licence"  # noqa: A001 (Sphinx's own name)
version = release = __version__
language = "en-GB"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "mathml",
    "commands",
    "register",
    "pictures",
    "accessible",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
highlight_language = "text"
smartquotes = False  # "--replications" stays what one types

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = "sfpc_sim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = False
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
