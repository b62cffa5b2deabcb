"""What does each row of an ESCO table, or of one beside it, say?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.errors import TaxonomyError
from matching.taxonomy.concepts import ESCO, ConceptKind
from matching.taxonomy.downloads import DOWNLOAD_AGAIN, Table, TableKind
from matching.taxonomy.gathering import Gathered, LabelRole
from matching.taxonomy.isco import is_isco

_WITHDRAWN = frozenset({"deprecated", "obsolete", "rejected"})
_ALTERNATIVES = re.compile(r"[\n|]")
"""ESCO parts alternative labels by lines, other tools by bars."""
_TYPES = {
    "occupation": ConceptKind.OCCUPATION,
    "skill": ConceptKind.SKILL,
    "knowledgeskillcompetence": ConceptKind.SKILL,
    "iscogroup": ConceptKind.ISCO_GROUP,
    "skillgroup": ConceptKind.SKILL_GROUP,
}
_ROME_CODE = re.compile(r"[A-Z]\d{4}")


def read_table(table: Table, gathered: Gathered) -> None:
    """Add what a table says; raises ``TaxonomyError`` where it is broken."""
    if table.kind is TableKind.CONCEPTS:
        _read_concepts(table, gathered)
    elif table.kind is TableKind.LABELS:
        _read_labels(table, gathered)
    elif table.kind is TableKind.DESCRIPTIONS:
        for row in table.rows():
            gathered.add_description(_uri(row["concepturi"]), row["lang"].strip().lower(), row["description"])
    elif table.kind is TableKind.BROADER:
        for row in table.rows():
            child, parent = _uri(row["concepturi"]), _uri(row["broaderuri"])
            gathered.relations["broader"].add((child, parent))
            for uri, column in ((child, "concepttype"), (parent, "broadertype")):
                if _kind(row.get(column, ""), uri) is ConceptKind.SKILL_GROUP:
                    gathered.headings.add(uri)
    elif table.kind is TableKind.OCCUPATION_SKILLS:
        for row in table.rows():
            name = "essential" if row["relationtype"].strip().lower() == "essential" else "optional"
            gathered.relations[name].add((_uri(row["occupationuri"]), _uri(row["skilluri"])))
    elif table.kind is TableKind.SKILL_SKILLS:
        for row in table.rows():
            one, other = _uri(row["originalskilluri"]), _uri(row["relatedskilluri"])
            gathered.relations["related"] |= {(one, other), (other, one)}
    else:
        gathered.rome |= dict(_rome_rows(table))


def _read_concepts(table: Table, gathered: Gathered) -> None:
    lang = table.lang
    if lang is None:
        problem = "its name does not say in which language it is"
        raise TaxonomyError(table.where, problem, "Name it as ESCO does, for example occupations_fr.csv.")
    seen = gathered.official.setdefault(table.short, {})
    count = 0
    for row in table.rows():
        uri = _uri(row["concepturi"])
        kind = _kind(row.get("concepttype", ""), uri)
        if kind is None or row.get("status", "").strip().lower() in _WITHDRAWN:
            continue
        count += 1
        gathered.kinds[uri] = kind
        seen.setdefault(kind, set()).add(uri)
        gathered.add_label(uri, lang, row["preferredlabel"], LabelRole.OFFICIAL)
        for column in ("altlabels", "hiddenlabels"):
            for text in _ALTERNATIVES.split(row.get(column, "")):
                gathered.add_label(uri, lang, text, LabelRole.OTHER)
        gathered.add_description(uri, lang, row.get("description", ""))
        if kind is ConceptKind.OCCUPATION:
            group = row.get("iscogroup") or row.get("code", "").partition(".")[0]
            group = group.strip().rpartition("/")[2].upper().removeprefix("C")
            if group and is_isco(group.zfill(4)):
                gathered.isco[uri] = group.zfill(4)
    if not count:
        raise TaxonomyError(table.where, "it has no rows that name a concept of ESCO", DOWNLOAD_AGAIN)


def _read_labels(table: Table, gathered: Gathered) -> None:
    for row in table.rows():
        uri = _uri(row["concepturi"])
        kind = _kind(row["kind"], uri)
        if kind is None:
            continue
        gathered.kinds.setdefault(uri, kind)
        role = LabelRole.PREFERRED if row.get("role") == "preferred" else LabelRole.OTHER
        gathered.add_label(uri, row["lang"].strip().lower(), row["label"], role)


def _rome_rows(table: Table) -> Iterator[tuple[str, str]]:
    """ROME code and ISCO-08 unit group; a spreadsheet drops the zero of "0110", which is put back."""
    count = 0
    for row in table.rows():
        rome, isco = row["coderome"].strip().upper(), row["codeisco08"].strip().removesuffix(".0")
        if not rome and not isco:
            continue
        if not _ROME_CODE.fullmatch(rome) or not is_isco(isco.zfill(4)):
            problem = f'"{rome}" and "{isco}" are no codes of ROME and ISCO-08'
            raise TaxonomyError(table.where, problem, "Correct the row, or download the table again.")
        count += 1
        yield rome, isco.zfill(4)
    if not count:
        raise TaxonomyError(table.where, "it has no rows", DOWNLOAD_AGAIN)


def _uri(text: str) -> str:
    uri = text.strip()
    return "http" + uri[5:] if uri.startswith("https:") else uri


def _kind(stated: str, uri: str) -> ConceptKind | None:
    """The kind that a table states, else the one that the URI shows; None for what is no concept of ESCO."""
    if not uri.startswith(ESCO):
        return None
    known = _TYPES.get(stated.replace("_", "").strip().lower())
    if known:
        return known
    pillar = uri.removeprefix(ESCO).partition("/")[0]
    return {"occupation": ConceptKind.OCCUPATION, "skill": ConceptKind.SKILL, "isco": ConceptKind.ISCO_GROUP}.get(
        pillar, ConceptKind.SKILL_GROUP if pillar == "isced-f" else None
    )
