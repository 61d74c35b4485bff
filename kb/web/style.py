"""The one stylesheet of the site, on top of that of explanations."""

from __future__ import annotations

from licet.views.pages.audit import GRID_STYLE
from licet.views.pages.style import STYLE

__all__ = ["SHEET"]

SHEET = f"""{STYLE}{GRID_STYLE}
.skip {{ position: absolute; left: -99rem; }} .skip:focus {{ left: 1rem; }}
nav {{ display: flex; gap: 1.2rem; flex-wrap: wrap; border-bottom: 1px solid var(--line); padding-bottom: .5rem; }}
nav a:first-child {{ font-weight: 700; }} main {{ margin-top: 1.5rem; }}
.in-4 {{ margin-left: 5rem; }} h1 {{ line-height: 1.25; }} legend {{ padding: 0; max-width: 100%; }}
fieldset {{ border: 0; margin: 0; padding: 0; min-width: 0; }}
.choices {{ display: grid; gap: .15rem 1.5rem; margin: 1rem 0; }}
.choices.names {{ grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); font-size: .93rem; }}
label {{ display: flex; gap: .6rem; align-items: baseline; padding: .25rem .4rem; border-radius: .3rem; }}
label:hover {{ background: color-mix(in srgb, var(--line) 40%, transparent); }}
label span {{ min-width: 0; overflow-wrap: anywhere; }}
label.typed {{ display: block; margin: 1rem 0; }} label.typed input {{ display: block; margin-top: .3rem; width: 100%;
  max-width: 32rem; box-sizing: border-box; }}
input, select, button {{ font: inherit; color: inherit; }}
input[type=text], input[type=date], select {{ padding: .45rem .6rem; border: 1px solid var(--soft);
  border-radius: .3rem; background: var(--paper); }}
:focus-visible {{ outline: 3px solid var(--name); outline-offset: 2px; }}
.buttons {{ display: flex; gap: .8rem; flex-wrap: wrap; align-items: center; margin: 1.5rem 0; }}
button, .button {{ padding: .55rem 1.1rem; border: 1px solid var(--name); border-radius: .3rem; cursor: pointer;
  background: var(--paper); color: var(--name); text-decoration: none; display: inline-block; }}
button:first-child, a.button {{ background: var(--name); color: var(--paper); }}
small, code {{ font-size: .88em; }} small {{ color: var(--soft); }} code {{ color: var(--name); }}
h2 code {{ margin-left: .4rem; }} .so-far {{ color: var(--soft); }}
div.error {{ border-left: 4px solid var(--no); padding-left: .8rem; margin: 1rem 0; }}
div.error p + p {{ color: var(--ink); font-weight: normal; }}
pre {{ background: color-mix(in srgb, var(--line) 35%, transparent); padding: .8rem; white-space: pre-wrap;
  font: .86rem/1.45 ui-monospace, monospace; margin: .5rem 0; border-radius: .3rem; }}
p.clause {{ color: inherit; margin-top: .8rem; }}
dt {{ margin-top: .6rem; color: var(--soft); }} dd {{ margin-left: 1rem; }}
.review {{ margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .8rem; }}
ul.plain {{ border: 0; padding: 0; }}
.pair {{ border-top: 1px solid var(--line); padding: .5rem 0 1rem; }} .pair:target {{ border-color: var(--mark); }}
label.typed select {{ display: block; margin-top: .3rem; max-width: 100%; }}
body:has(#grid) {{ max-width: none; }} @media (max-width: 40rem) {{ #grid > thead {{ display: none; }} }}
nav.pages {{ border: 0; margin-top: 1rem; }}
form.audit {{ max-width: 68rem; }}
@media (min-width: 48rem) {{ .pair {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }}
  .pair h2 {{ grid-column: 1 / -1; }} .pair > * {{ min-width: 0; }} body {{ max-width: 68rem; }} }}
"""
