"""A model card of the Hugging Face hub: what its metadata say of license, base models, data and who gets it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from licet.grammar.references import is_reference
from licet.imports.expressions import licenses_of
from licet.imports.found import Base, Found, License, Thing, clean, problem
from licet.imports.front_matter import BadFrontMatter, front_matter

__all__ = ["card", "hub_name", "of_metadata"]

_RELATIONS = {
    "finetune": "fine_tuned_from",
    "adapter": "adapter_for",
    "quantized": "quantized_from",
    "merge": "merged_from",
}
_ADAPTER = frozenset({"peft", "lora", "qlora", "dora", "adapter", "adapter-transformers"})
_QUANTIZED = frozenset({"gguf", "ggml", "gptq", "awq", "exl2", "quantized", "nvfp4", "fp4", "mlx", "bitsandbytes"})
_MERGE = frozenset({"merge", "mergekit"})
_GATING = ("extra_gated_prompt", "extra_gated_fields", "extra_gated_heading", "extra_gated_button_content")
_MOST_CHARACTERS = 20_000_000
_HEADING = re.compile(r"^#[ \t]+(\S[^\n]*)$", re.MULTILINE)
_URL = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<name>[^?#\s]+)")


def card(text: str, source: str = "README.md", hub: str | None = None) -> Found:
    """What a card says.

    Args:
        text: the card, with its front matter.
        source: its path; facts are stated `per` it.
        hub: what the model is called on the hub, which no card says of itself.

    Returns:
        One thing; or none and a problem: E701 there is no front matter, E702 it cannot be read. E703 something that it
        says is not of its type, and left out.

    Raises:
        Missing: PyYAML is not installed.
    """
    if len(text) > _MOST_CHARACTERS:
        return Found(problems=(problem("E702", f"`{source}` is larger than any card", source),))
    try:
        data, line = front_matter(text)
    except BadFrontMatter as error:
        code = "E701" if error.help and "begins with" in error.help else "E702"
        return Found(problems=(problem(code, f"{source}: {error}", source, error.line, error.help),))
    heading = _HEADING.search(text, text.find("\n---", 4) + 4)
    path = PurePath(source)
    plain = path.parent.name if path.stem.casefold() in ("readme", "index") and path.parent.name else path.stem
    titles = (_word(data.get("pretty_name")), hub and hub.rpartition("/")[2], heading and heading[1], plain)
    title = next((clean(str(found)) for found in titles if found and clean(str(found))), "model")
    return of_metadata(data, f"model card {clean(source)}", title, hub, source, line)


def of_metadata(
    data: Mapping[str, Any], per: str, title: str, hub: str | None, source: str, line: int = 1, kind: str = "model"
) -> Found:
    """What the metadata of a card say: one thing, and a problem for each part that is not of its type (E703). In the
    place of a license, base or dataset that cannot be read stands one that nobody knows."""
    wrong = []
    texts: dict[str, tuple[str, ...]] = {}
    unread: set[str] = set()
    for key in ("license", "base_model", "datasets", "tags"):
        found, odd = _listed(data.get(key))
        texts[key] = found
        if odd:
            unread.add(key)
            wrong.append(problem("E703", f"{per}: `{key}` has something that is no text", source, line, _TEXTS))
    if hub is not None and not is_reference(f"hf:{hub}"):
        wrong.append(problem("E703", f"{per}: `{clean(hub)}` is no name on the hub", source, line, "OWNER/NAME"))
        hub = None
    licenses, choice = _licenses(texts["license"], _word(data.get("license_name")))
    if "license" in unread:
        licenses, choice = (*licenses, License("", own=True)), False
    not_in = (("eu", "extra_gated_eu_disallowed: true"),) if _is_so(data.get("extra_gated_eu_disallowed")) else ()
    thing = Thing(
        kind,
        clean(title),
        hub,
        per,
        licenses,
        choice,
        _said(data, ("license", "license_name", "license_link")),
        (*_bases(data, texts, hub), *_data(texts["datasets"]), *(b for key, b in _UNREAD.items() if key in unread)),
        _gating(data),
        not_in,
    )
    return Found((thing,), tuple(wrong))


_TEXTS = "it is a text, or a list of texts"
_UNREAD = {
    "base_model": Base("derived_from", "unreadable base", "base_model: something that is no text", on_hub=False),
    "datasets": Base("trained_on", "unreadable dataset", "datasets: something that is no text", on_hub=False),
}


def _licenses(said: tuple[str, ...], name: str | None) -> tuple[tuple[License, ...], bool]:
    """The licenses; `other` is the one with the name that the publisher gives."""
    found: list[License] = []
    choice = False
    for text in said:
        if text.casefold() in ("other", "unknown"):
            found.append(License(name or "", own=True))
        else:
            parts, either = licenses_of(text)
            found += [License(part) for part in parts]
            choice = either and len(said) == 1
    if not said and name:
        found.append(License(name, own=True))
    return tuple(dict.fromkeys(found)), choice


def _bases(data: Mapping[str, Any], texts: Mapping[str, tuple[str, ...]], hub: str | None) -> tuple[Base, ...]:
    names = [name for name in map(hub_name, texts["base_model"]) if name and name != hub]
    if not names:
        return ()
    stated = _word(data.get("base_model_relation"))
    if stated is not None:
        relation = _RELATIONS.get(stated.casefold(), "derived_from")
        said = f"base_model_relation: {clean(stated)}"
    else:
        relation, said = _inferred(data, texts["tags"], len(names))
    return tuple(Base(relation, name, f"base_model: {name}; {said}") for name in dict.fromkeys(names))


def _inferred(data: Mapping[str, Any], tags: tuple[str, ...], count: int) -> tuple[str, str]:
    """The relation that the card does not state, inferred as the hub does: several bases are merged, an adapter or a
    quantization is told by library and tags, and anything else is fine-tuned."""
    words = {tag.casefold() for tag in tags} | {str(data.get("library_name") or "").casefold()}
    quantizes = bool(words & _QUANTIZED) or "quantized_by" in data
    if count > 1 or words & _MERGE:
        kind = "merge"
    elif words & _ADAPTER:
        kind = "adapter"
    else:
        kind = "quantized" if quantizes else "finetune"
    return _RELATIONS[kind], f"the relation is not stated and inferred to be {kind}"


def _data(names: tuple[str, ...]) -> tuple[Base, ...]:
    found = [name for name in map(hub_name, names) if name]
    return tuple(
        Base("trained_on", name if name.startswith("datasets/") else f"datasets/{name}", f"datasets: {name}")
        for name in dict.fromkeys(found)
    )


def hub_name(text: str) -> str:
    """The name on the hub that a text or an address gives; what is none stays as it is, on one line."""
    found = _URL.match(text.strip())
    if found is None:
        return clean(text).strip("/")
    parts = found["name"].strip("/").split("/")
    return "/".join(parts[: 3 if parts[0] == "datasets" else 2])


def _gating(data: Mapping[str, Any]) -> str:
    gated = data.get("gated")
    if _is_so(gated) or (isinstance(gated, str) and gated.casefold() in ("auto", "manual")):
        return f"gated: {str(gated).lower()}"
    return next(filter(data.get, _GATING), "")


def _said(data: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """Some keys as the card has them."""
    parts = []
    for key in keys:
        if data.get(key) is None:
            continue
        texts, _ = _listed(data.get(key))
        if texts:
            parts.append(f"{key}: {', '.join(map(clean, texts))}")
    return "; ".join(parts)


def _is_so(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() in ("true", "yes"))


def _word(value: object) -> str | None:
    return clean(value) or None if isinstance(value, str) else None


def _listed(value: object) -> tuple[tuple[str, ...], bool]:
    """The texts of one or a list of them, and whether something else stands there."""
    if value is None or value is False:
        return (), False
    items = value if isinstance(value, (list, tuple)) else (value,)
    texts = tuple(text for item in items if isinstance(item, str) and (text := clean(item)))
    return texts, any(not isinstance(item, str) and item is not None for item in items)
