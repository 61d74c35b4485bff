"""How a page looks: in light, in dark and on paper."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root { --ink: #1b1b1f; --paper: #fff; --soft: #667; --line: #d5d5de; --yes: #1a6e34; --no: #a61b1b; --open: #8a5a00;
  --name: #1d4f91; --mark: #6b3fa0; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #17171b; --soft: #9a9aa8;
  --line: #3a3a44; --yes: #6fd08c; --no: #ff8a80; --open: #f0c060; --name: #8ab8f5; --mark: #c9a6f5; } }
body { color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; font-weight: normal; }
p { margin: .2rem 0; } header { border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
.answer { font-size: 1.3rem; margin: 1rem 0 .5rem; }
.in-1 { margin-left: 1.25rem; } .in-2 { margin-left: 2.5rem; } .in-3 { margin-left: 3.75rem; }
.heading { font-weight: 600; } p > .heading:first-child { display: inline-block; margin-top: .8rem; }
.permitted, .permitted-with-duties, .true { color: var(--yes); font-weight: 600; }
.forbidden, .conflict, .not-granted, .false, .error { color: var(--no); font-weight: 600; }
.contested, .unknown, .warning { color: var(--open); font-weight: 600; }
.name, .relation { color: var(--name); } .clause { color: var(--mark); }
.dim, .source, cite { color: var(--soft); font-size: .9em; }
.source { font-family: ui-monospace, monospace; font-size: .8em; }
li.clause, li.unknown { color: inherit; font-weight: inherit; }
.quote { font-style: italic; }
table { border-collapse: collapse; margin: .8rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
ul { list-style: none; margin: 0; padding-left: 1.1rem; border-left: 1px solid var(--line); }
ul.proof { padding-left: 0; border: 0; }
li { margin: .3rem 0; } li > p, li > cite, details > p, details > cite { display: block; margin-left: 1.1rem; }
summary { cursor: pointer; }
blockquote { margin: .3rem 0 .3rem 1.1rem; padding-left: .8rem; border-left: 3px solid var(--mark);
  font-style: italic; }
a { color: var(--name); } a.dim { color: var(--soft); } li:target { outline: 1px dashed var(--soft); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; color: #000; background: #fff; }
  blockquote, summary, tr { break-inside: avoid; } a { text-decoration: none; } }
"""
