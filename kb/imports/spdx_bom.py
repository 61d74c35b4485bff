"""SPDX 3 with the AI and dataset profiles: packages that are models or data, and the relationships between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from licet.grammar.references import is_reference
from licet.imports.expressions import licenses_of
from licet.imports.found import Base, Found, License, Missing, Thing, clean, dependence, problem

__all__ = ["spdx"]

_LICENSED = ("hasDeclaredLicense", "hasConcludedLicense")
_MADE_OF = {"descendantOf": "derived_from", "trainedOn": "trained_on"}
_LISTED = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/(?P<name>[^/?#\s]+?)/?")
_DEEPEST = 20
_HUB_URL = re.compile(r"pkg:huggingface/(?P<name>[^@?#\s]+)")


def spdx(document: Mapping[str, Any], source: str) -> Found:
    """What an SPDX 3 document says.

    Raises:
        Missing: spdx-python-model is not installed.
    """
    try:
        from spdx_python_model import load_data
    except ImportError:
        raise Missing("spdx-python-model") from None
    try:
        model, objects = load_data(dict(document))
        elements = {str(o._id): o for o in objects.objects if getattr(o, "_id", None)}
        packages = sorted(
            (o for o in objects.objects if isinstance(o, (model.ai_AIPackage, model.dataset_DatasetPackage))),
            key=lambda o: str(o._id),
        )
        relationships = sorted(
            (o for o in objects.objects if isinstance(o, model.Relationship)), key=lambda o: str(o._id)
        )
        reading = _Reading(model, elements, source)
        things = tuple(reading.thing(package, relationships) for package in packages)
    except Exception as error:  # the library raises whatever its parts raise
        message = f"{source}: it is not SPDX 3 as its library reads it: {clean(f'{type(error).__name__}: {error}')}"
        return Found(problems=(problem("E705", message, source),))
    if not things:
        message = f"{source}: there is no model and no dataset in it"
        return Found(problems=(problem("E705", message, source, 1, "models are of the type `ai_AIPackage`"),))
    return Found(things)


class _Reading:
    def __init__(self, model: Any, elements: Mapping[str, Any], source: str) -> None:
        self.model = model
        self.elements = elements
        self.source = source

    def thing(self, package: Any, relationships: list[Any]) -> Thing:
        names: list[License] = []
        bases: list[Base] = []
        said: list[str] = []
        either: list[bool] = []
        for relationship in relationships:
            kind = str(relationship.relationshipType).rpartition("/")[2]
            others = sorted(map(self.resolved, relationship.to), key=_id)
            if kind == "ancestorOf" and any(_id(other) == _id(package) for other in others):
                older = self.resolved(relationship.from_)
                bases.append(self.base("derived_from", older, kind))
            if _id(self.resolved(relationship.from_)) != _id(package):
                continue
            for other in others:
                if kind in _LICENSED:
                    expression = self.license(other)
                    parts, choice = licenses_of(expression)
                    names += [License(p, own=p.startswith("LicenseRef-")) for p in parts]
                    either.append(choice)
                    said.append(f"{kind}: {clean(expression)}")
                elif kind in _MADE_OF:
                    bases.append(self.base(_MADE_OF[kind], other, kind))
                elif kind in ("contains", "dependsOn") and self.kind(other):
                    needed = dependence(self.kind(package), self.kind(other))
                    bases.append(self.base("contains" if kind == "contains" else needed, other, kind))
        return Thing(
            self.kind(package),
            self.title(package),
            self.hub(package),
            f"{clean(self.source)}, package {self.title(package)}",
            tuple(dict.fromkeys(names)),
            either == [True],
            "; ".join(said),
            tuple(dict.fromkeys(bases)),
        )

    def base(self, relation: str, element: Any, kind: str) -> Base:
        hub = self.hub(element)
        return Base(relation, hub or self.title(element), f"{kind}: {self.title(element)}", hub is not None)

    def resolved(self, element: Any) -> Any:
        return self.elements.get(str(element), element) if isinstance(element, str) else element

    def title(self, element: Any) -> str:
        name = getattr(element, "name", None)
        return clean(str(name)) if name else clean(_id(element)).rpartition("/")[2] or "element"

    def hub(self, element: Any) -> str | None:
        found = _HUB_URL.match(str(getattr(element, "software_packageUrl", None) or ""))
        if found is None:
            return None
        name = found["name"].replace("%2F", "/")
        if isinstance(element, self.model.dataset_DatasetPackage) and not name.startswith("datasets/"):
            name = f"datasets/{name}"
        return name if is_reference(f"hf:{name}") else None

    def kind(self, element: Any) -> str:
        """What a package is; empty if it is neither a model nor data."""
        if isinstance(element, self.model.ai_AIPackage):
            return "model"
        return "dataset" if isinstance(element, self.model.dataset_DatasetPackage) else ""

    def license(self, given: Any, depth: int = 0) -> str:
        """The expression of a license element. Only what is identified as SPDX's own is by that name a license of the
        list; any other is one of somebody's own."""
        element = self.resolved(given)
        if expression := getattr(element, "simplelicensing_licenseExpression", None):
            return clean(str(expression))
        if depth < _DEEPEST:
            for set_, operator in (
                (self.model.expandedlicensing_ConjunctiveLicenseSet, " AND "),
                (self.model.expandedlicensing_DisjunctiveLicenseSet, " OR "),
            ):
                if isinstance(element, set_):
                    members = sorted(self.license(member, depth + 1) for member in element.expandedlicensing_member)
                    return clean(operator.join(members) if depth == 0 else f"({operator.join(members)})")
        listed = _LISTED.fullmatch(_id(element))
        if listed is not None and isinstance(element, (str, self.model.expandedlicensing_ListedLicense)):
            return clean(listed["name"])
        return f"LicenseRef-{re.sub('[^A-Za-z0-9.-]+', '-', self.title(element))}"


def _id(element: Any) -> str:
    return element if isinstance(element, str) else str(getattr(element, "_id", ""))
