"""CycloneDX: components that are models or data, their licenses, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from licet.grammar.references import is_reference
from licet.imports.expressions import licenses_of
from licet.imports.found import Base, Found, License, Missing, Thing, clean, dependence, problem

__all__ = ["cyclonedx"]

_KINDS = {"machine-learning-model": "model", "data": "dataset"}


def cyclonedx(document: Mapping[str, Any], source: str) -> Found:
    """What a CycloneDX document says.

    Raises:
        Missing: cyclonedx-python-lib is not installed.
    """
    try:
        from cyclonedx.model.bom import Bom
    except ImportError:
        raise Missing("cyclonedx-python-lib") from None
    try:
        read = Bom.from_json(document)  # type: ignore[attr-defined]
    except Exception as error:  # the library raises whatever its parts raise
        message = f"{source}: it is not CycloneDX as its library reads it: {clean(f'{type(error).__name__}: {error}')}"
        return Found(problems=(problem("E705", message, source),))
    cards = {str(c["bom-ref"]): c for c in _raw(document) if isinstance(c.get("bom-ref"), str)}
    main = [read.metadata.component] if read.metadata and read.metadata.component else []
    components = sorted(_all([*main, *read.components]), key=lambda c: (c.name, str(c.version), str(c.bom_ref.value)))
    by_ref = {str(c.bom_ref.value): c for c in components if c.bom_ref.value}
    needed = _needed(read.dependencies, by_ref)
    things = [
        _thing(component, cards.get(str(component.bom_ref.value), {}), by_ref, needed, source)
        for component in components
        if component.type.value in _KINDS
    ]
    if not things:
        message = f"{source}: there is no model and no dataset in it"
        return Found(problems=(problem("E705", message, source, 1, "a model has the type `machine-learning-model`"),))
    return Found(tuple(things))


def _all(components: Iterable[Any]) -> Iterator[Any]:
    waiting = list(components)
    while waiting:
        component = waiting.pop()
        yield component
        waiting.extend(component.components or ())


def _raw(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The components as they stand in the document, for the parts that the library does not read."""
    metadata = document.get("metadata")
    waiting = [metadata.get("component") if isinstance(metadata, Mapping) else None, *_list(document.get("components"))]
    while waiting:
        component = waiting.pop()
        if isinstance(component, Mapping):
            yield component
            waiting.extend(_list(component.get("components")))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _needed(dependencies: Iterable[Any], by_ref: Mapping[str, Any]) -> Mapping[str, tuple[Any, ...]]:
    """The models and data that each component depends on, itself or by way of others that are neither."""
    direct = {str(d.ref.value): sorted(str(other.ref.value) for other in d.dependencies) for d in dependencies}
    found: dict[str, tuple[Any, ...]] = {}
    for start in direct:
        seen, waiting, things = {start}, list(direct[start]), dict[str, Any]()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            component = by_ref.get(one)
            if component is not None and component.type.value in _KINDS:
                things[one] = component
            else:
                waiting += direct.get(one, ())
        found[start] = tuple(things[one] for one in sorted(things))
    return found


def _inside(component: Any) -> Iterator[Any]:
    """The models and data that are assembled in a component, itself or in others that are neither."""
    waiting = list(component.components or ())
    while waiting:
        one = waiting.pop()
        if one.type.value in _KINDS:
            yield one
        else:
            waiting.extend(one.components or ())


def _parts(component: Any, needed: Mapping[str, tuple[Any, ...]]) -> Iterator[Base]:
    """What a component has in it, and what it depends on."""
    for one in sorted(_inside(component), key=_name):
        yield Base("contains", _name(one), f"components, {clean(one.name)}", _hub(one) is not None)
    for one in needed.get(str(component.bom_ref.value), ()):
        relation = dependence(_KINDS[component.type.value], _KINDS[one.type.value])
        yield Base(relation, _name(one), f"dependencies, {clean(one.name)}", _hub(one) is not None)


def _thing(
    component: Any,
    raw: Mapping[str, Any],
    by_ref: Mapping[str, Any],
    needed: Mapping[str, tuple[Any, ...]],
    source: str,
) -> Thing:
    kind = _KINDS[component.type.value]
    licenses, choice, said = _licenses(component)
    relation = "derived_from" if kind == "model" else "contains"
    ancestors = component.pedigree.ancestors if component.pedigree else ()
    bases = [
        Base(relation, _name(a), f"pedigree, ancestor {clean(a.name)}", _hub(a) is not None)
        for a in sorted(ancestors, key=lambda a: (a.name, str(a.version)))
    ]
    if kind == "model":
        bases += _datasets(raw, by_ref)
    bases += _parts(component, needed)
    per = f"{clean(source)}, component {clean(component.name)}"
    return Thing(kind, clean(component.name), _hub(component), per, licenses, choice, said, tuple(dict.fromkeys(bases)))


def _hub(component: Any) -> str | None:
    """The name on the hub, where the package URL gives it."""
    purl = component.purl
    if purl is None or purl.type != "huggingface":
        return None
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    if component.type.value == "data" and not name.startswith("datasets/"):
        name = f"datasets/{name}"
    return name if is_reference(f"hf:{name}") else None


def _name(component: Any) -> str:
    return _hub(component) or clean(f"{component.group}/{component.name}" if component.group else component.name)


def _licenses(component: Any) -> tuple[tuple[License, ...], bool, str]:
    """The licenses of a component: all of them, or by choice where an expression says so."""
    found: list[License] = []
    choice = False
    said = []
    evidence = component.evidence.licenses if component.evidence else ()
    stated = [*component.licenses, *(license for license in evidence if license not in component.licenses)]
    for license in stated:
        if hasattr(license, "value"):
            names, either = licenses_of(license.value)
            found += map(License, names)
            choice = either and len(stated) == 1
            said.append(license.value)
        else:
            found.append(License(clean(license.id or license.name or ""), own=license.id is None))
            said.append(license.id or license.name or "")
    order = sorted(set(found), key=lambda one: (one.name, one.own))
    return tuple(order), choice, f"licenses: {', '.join(sorted(map(clean, said)))}"


def _datasets(raw: Mapping[str, Any], by_ref: Mapping[str, Any]) -> Iterator[Base]:
    """The data of a model card, each a reference to a component or described in place."""
    card = raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, Mapping) else None
    for item in _list(parameters.get("datasets") if isinstance(parameters, Mapping) else None):
        if not isinstance(item, Mapping):
            continue
        component = by_ref.get(str(item.get("ref")))
        name = _name(component) if component is not None else item.get("name") or item.get("ref")
        if isinstance(name, str) and clean(name):
            on_hub = component is not None and _hub(component) is not None
            yield Base("trained_on", clean(name), f"modelCard, dataset {clean(name)}", on_hub)
