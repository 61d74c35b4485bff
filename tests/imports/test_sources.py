"""Rows, bills of materials and tables: what cannot be read is told with its line, and does not stop the rest."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from licet import KnowledgeBase
from licet.grammar.formatter import format_source
from licet.grammar.source import SourceFile
from licet.imports import Found, bom, hub_rows, jsonl_rows, parquet_rows, policy_text, table
from licet.imports.bom import MOST_BYTES
from licet.imports.found import together
from licet.imports.table import BadMap


def text_of(found: Found, kb: KnowledgeBase) -> str:
    text, _ = policy_text(found.things, kb)
    kb.assume(text)
    assert format_source(SourceFile("t", text)) == (text, ())
    return text


def rows(*lines: str) -> Found:
    return together(hub_rows(jsonl_rows(io.BytesIO("\n".join(lines).encode())), "rows.jsonl"))


def test_rows_have_a_card_or_metadata_or_the_tags_of_the_hub(kb: KnowledgeBase) -> None:
    found = rows(
        json.dumps({"modelId": "a/one", "card": "---\nlicense: mit\n---\n"}),
        json.dumps({"id": "a/two", "cardData": {"license": "mit", "base_model": "a/one"}}),
        json.dumps({"id": "a/three", "tags": ["license:mit", "base_model:a/two", "base_model:quantized:a/two"]}),
        json.dumps({"id": "a/four", "metadata": '{"license": "mit"}', "gated": "manual"}),
    )
    assert found.problems == ()
    text = text_of(found, kb)
    assert text.count("licensed_under mit_license") == 4
    assert "quantized_from two" in text
    assert "handed_out_on_request" in text


def test_rows_that_cannot_be_read_are_told_with_their_number_and_the_others_go_on() -> None:
    good = '{"id": "a/b", "license": "mit"}'
    found = rows(
        "{",
        good,
        "[]",
        '{"license": "mit"}',
        '{"id": "a/c", "card": "---\\n: [\\n---\\n"}',
        "",
        '{"id": "a/d", "license": 5}',
        '{"id": "a/e", "license": "cc-by-nc-4.0", "license": "mit"}',
        '{"id": "a/f", "license": NaN}',
    )
    assert [t.hub for t in found.things] == ["a/b", "a/d"]
    assert [(p.code, p.span.line if p.span else 0) for p in found.problems] == [
        ("E704", 1),
        ("E704", 3),
        ("E704", 4),
        ("E702", 5),
        ("E703", 7),
        ("E704", 8),
        ("E704", 9),
    ]


def test_a_parquet_file_may_have_nulls(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "cards.parquet"
    columns = {
        "id": ["a/one", None, "a/three"],
        "license": ["mit", "mit", None],
        "tags": [["gguf", None], None, []],
        "base_model": [None, "x/y", "a/one"],
        "card": [None, None, None],
    }
    pq.write_table(pa.table({**columns, "card": pa.array(columns["card"], pa.string())}), path)
    found = together(hub_rows(parquet_rows(path), "cards.parquet"))
    assert [t.hub for t in found.things] == ["a/one", "a/three"]
    assert [p.code for p in found.problems] == ["E704"]
    assert "fine_tuned_from one" in text_of(found, kb)


def test_what_is_no_parquet_file_raises_an_error_that_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"no parquet")
    with pytest.raises(ValueError, match="arquet"):
        list(parquet_rows(tmp_path / "x.parquet"))


def cyclonedx(version: str) -> bytes:
    components = [
        {
            "type": "machine-learning-model",
            "name": "tuned",
            "bom-ref": "m",
            "purl": "pkg:huggingface/acme/tuned@1",
            "licenses": [{"expression": "MIT OR Apache-2.0"}],
            "pedigree": {
                "ancestors": [{"type": "machine-learning-model", "name": "base", "purl": "pkg:huggingface/x/base"}]
            },
            "modelCard": {"modelParameters": {"datasets": [{"ref": "d"}, {"type": "dataset", "name": "inline"}]}},
        },
        {"type": "data", "name": "chats", "bom-ref": "d", "licenses": [{"license": {"name": "Our own terms"}}]},
        {"type": "library", "name": "left out"},
    ]
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": version, "version": 1, "components": components}
    ).encode()


@pytest.mark.slow
def test_cyclonedx_says_licenses_lineage_and_data(kb: KnowledgeBase) -> None:
    found, *others = [bom(cyclonedx(version), "bom.json") for version in ("1.5", "1.6", "1.7")]
    assert found.problems == ()
    assert others == [found, found]
    text = text_of(found, kb)
    for line in ("offered_under mit_license", "derived_from base", "trained_on chats", "trained_on inline"):
        assert f"  {line}   per" in text
    assert 'hub "acme/tuned"' in text
    assert text.count("\ndataset chats ") == 1
    assert "left out" not in text
    assert "unread because" in text


def component(name: str, **more: object) -> dict[str, object]:
    return {"type": "machine-learning-model", "name": name, "bom-ref": name, **more}


def test_cyclonedx_models_have_in_them_what_is_assembled_in_them_and_what_they_depend_on() -> None:
    library = {"type": "library", "name": "lib", "bom-ref": "lib", "components": [component("inner")]}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            component("outer", licenses=[{"license": {"id": "MIT"}}], components=[library]),
            component("seen", evidence={"licenses": [{"license": {"id": "Apache-2.0"}}]}),
            component("far"),
            {"type": "library", "name": "between", "bom-ref": "between"},
            {"type": "data", "name": "chats", "bom-ref": "chats"},
        ],
        "dependencies": [
            {"ref": "outer", "dependsOn": ["between", "chats"]},
            {"ref": "between", "dependsOn": ["far", "between"]},
        ],
    }
    found = bom(json.dumps(document).encode(), "bom.json")
    assert found.problems == ()
    things = {thing.title: thing for thing in found.things}
    assert [(base.relation, base.name) for base in things["outer"].bases] == [
        ("contains", "inner"),
        ("trained_on", "chats"),
        ("derived_from", "far"),
    ]
    assert [license.name for license in things["seen"].licenses] == ["Apache-2.0"]


_HEAD = {"creationInfo": "_:c"}
SPDX: dict[str, Any] = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {
            "type": "CreationInfo",
            "@id": "_:c",
            "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z",
            "createdBy": ["https://x.org/p"],
        },
        {**_HEAD, "type": "Person", "spdxId": "https://x.org/p", "name": "P"},
        {
            **_HEAD,
            "type": "ai_AIPackage",
            "spdxId": "https://x.org/m",
            "name": "Tuned",
            "software_packageUrl": "pkg:huggingface/acme/tuned@1",
        },
        {
            **_HEAD,
            "type": "ai_AIPackage",
            "spdxId": "https://x.org/b",
            "name": "Base",
            "software_packageUrl": "pkg:huggingface/meta-llama/Llama-3.1-8B",
        },
        {**_HEAD, "type": "dataset_DatasetPackage", "spdxId": "https://x.org/d", "name": "Chats"},
        {
            **_HEAD,
            "type": "simplelicensing_LicenseExpression",
            "spdxId": "https://x.org/l",
            "simplelicensing_licenseExpression": "MIT",
        },
        *(
            {
                **_HEAD,
                "type": "Relationship",
                "spdxId": f"https://x.org/{kind}",
                "from": "https://x.org/m",
                "to": [f"https://x.org/{to}"],
                "relationshipType": kind,
            }
            for kind, to in (("descendantOf", "b"), ("trainedOn", "d"), ("hasDeclaredLicense", "l"))
        ),
    ],
}


def test_spdx_with_its_ai_profile_says_licenses_lineage_and_data(kb: KnowledgeBase) -> None:
    found = bom(json.dumps(SPDX).encode(), "spdx.json")
    assert found.problems == ()
    text = text_of(found, kb)
    for line in ("licensed_under mit_license", "derived_from llama_3_1_8b", "trained_on chats"):
        assert f"  {line}   per" in text
    assert "W405" in [d.code for d in kb.assume(text).warnings]


def spdx_with(*further: dict[str, object]) -> Found:
    graph = [
        *(one for one in SPDX["@graph"] if one["type"] != "Relationship"),
        *({**_HEAD, **one} for one in further),
        {
            **_HEAD,
            "type": "Relationship",
            "spdxId": "https://x.org/r",
            "from": "https://x.org/m",
            "to": ["https://x.org/licenses/MIT"],
            "relationshipType": "hasDeclaredLicense",
        },
    ]
    return bom(json.dumps({**SPDX, "@graph": graph}).encode(), "spdx.json")


CUSTOM = {
    "type": "expandedlicensing_CustomLicense",
    "spdxId": "https://x.org/licenses/MIT",
    "name": "For hobbies",
    "simplelicensing_licenseText": "No commercial use.",
}


def set_of_two(kind: str) -> list[dict[str, object]]:
    """A license of somebody's own, and a set of that and Apache-2.0."""
    return [
        {**CUSTOM, "spdxId": "https://x.org/own"},
        {
            "type": f"expandedlicensing_{kind}LicenseSet",
            "spdxId": "https://x.org/licenses/MIT",
            "expandedlicensing_member": ["https://x.org/own", "https://spdx.org/licenses/Apache-2.0"],
        },
    ]


@pytest.mark.parametrize(
    ("elements", "licenses", "choice"),
    [
        ([CUSTOM], [("LicenseRef-For-hobbies", True)], False),
        (set_of_two("Disjunctive"), [("Apache-2.0", False), ("LicenseRef-For-hobbies", True)], True),
        (set_of_two("Conjunctive"), [("Apache-2.0", False), ("LicenseRef-For-hobbies", True)], False),
        ([], [("LicenseRef-MIT", True)], False),
    ],
)
def test_spdx_licenses_are_those_of_the_list_only_where_they_are_identified_so(
    elements: list[dict[str, object]], licenses: list[tuple[str, bool]], choice: bool
) -> None:
    (thing,) = (one for one in spdx_with(*elements).things if one.title == "Tuned")
    assert [(license.name, license.own) for license in thing.licenses] == licenses
    assert thing.choice == choice


def test_spdx_models_contain_and_depend_on_models_and_data() -> None:
    related = [
        {
            "type": "Relationship",
            "spdxId": f"https://x.org/{kind}",
            "from": "https://x.org/m",
            "to": [f"https://x.org/{to}"],
            "relationshipType": kind,
        }
        for kind, to in (("contains", "b"), ("dependsOn", "d"), ("usesTool", "b"))
    ]
    (thing,) = (one for one in spdx_with(CUSTOM, *related).things if one.title == "Tuned")
    assert [(base.relation, base.name) for base in thing.bases] == [
        ("contains", "meta-llama/Llama-3.1-8B"),
        ("trained_on", "Chats"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"bomFormat": "CycloneDX"}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "data"}]}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": 5}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "x"}]}',
        b'{"@context": "https://example.org"}',
        b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{"type": "ai_AIPackage"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_bill_of_materials_is_told(data: bytes) -> None:
    found = bom(data, "bom.json")
    assert found.things == ()
    assert [p.code for p in found.problems] == ["E705"]


MAP = 'hub = "repos"\ntitle = "name"\nlicense = "license"\n'


@pytest.mark.slow
def test_a_table_is_read_by_its_map(kb: KnowledgeBase) -> None:
    lines = "# where it is from\nname,license,repos\none,mit,a/one a/one-gguf\ntwo,seen nowhere,\n"
    found = together(table(io.StringIO(lines), "t.csv", MAP))
    assert found.problems == ()
    assert [(t.title, t.hub, t.per) for t in found.things] == [
        ("one", "a/one", "t.csv, line 3"),
        ("one-gguf", "a/one-gguf", "t.csv, line 3"),
        ("two", None, "t.csv, line 4"),
    ]
    assert "unread because" in text_of(found, kb)


def test_rows_of_a_table_that_cannot_be_read_are_told_with_their_line() -> None:
    found = together(table(io.StringIO("name,license,repos\na,b\n,,\nok,mit,\n"), "t.csv", MAP))
    assert [(p.code, p.span.line if p.span else 0) for p in found.problems] == [("E704", 2), ("E704", 3)]
    assert [t.title for t in found.things] == ["ok"]


@pytest.mark.parametrize(
    "map_text",
    ["[", 'hub = "twice"', "hub = 5", 'colour = "x"', 'license = "license"', 'hub = "nowhere"', MAP + 'kind = "cat"'],
)
def test_a_map_that_cannot_be_used_is_an_error(map_text: str) -> None:
    with pytest.raises(BadMap):
        list(table(io.StringIO("name,license,repos,twice,twice\n"), "t.csv", map_text))


def test_a_column_without_a_name_and_one_that_nobody_maps_are_passed_over() -> None:
    found = together(table(io.StringIO(",name,x,x\n0,a,1,2\n"), "t.csv", 'title = "name"\n'))
    assert (found.problems, [thing.title for thing in found.things]) == ((), ["a"])


def test_the_order_of_sources_means_nothing(kb: KnowledgeBase) -> None:
    things = [*bom(cyclonedx("1.6"), "bom.json").things, *bom(json.dumps(SPDX).encode(), "spdx.json").things]
    assert policy_text(things, kb) == policy_text(things[::-1], kb)
