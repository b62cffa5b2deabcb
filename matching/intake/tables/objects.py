"""How does a JSON object become cells by header, as a row of any other table?"""

from __future__ import annotations

from typing import Any

from matching.intake.tables.headers import KNOWN_EMPTY, Layout
from matching.intake.values import lists, numbers


def flatten(record: dict[str, Any], layout: Layout) -> tuple[dict[str, str], dict[str, Any]]:
    """A JSON object as cells by header, and the nested values that the domain model takes as they are.

    The domain's own JSON passes unchanged; objects inside others ("basics": {"label": …}) become ``basics_label``,
    objects in lists ``work_1_position``.
    """
    texts: dict[str, str] = {}
    nested: dict[str, Any] = {}
    for key, value in record.items():
        if _is_domain_value(key, value, layout):
            nested[key] = value
        else:
            _flatten_into(texts, key, value)
    return texts, nested


def _is_domain_value(key: str, value: Any, layout: Layout) -> bool:
    info = layout.model.model_fields.get(key)
    if info is None or not isinstance(value, dict | list) or not value:
        return False
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        return False
    names = {name for model in _models_in(info.annotation) for name in model.model_fields}
    return all(set(item) <= names for item in items)


def _models_in(annotation: Any) -> list[Any]:
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]


def _flatten_into(texts: dict[str, str], key: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        texts[key] = "yes" if value else "no"
    elif isinstance(value, float):
        texts[key] = numbers.write_number(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _flatten_into(texts, f"{key}_{name}", inner)
    elif isinstance(value, list):
        if all(isinstance(item, dict) and "language" in item for item in value) and value:
            texts[key] = "; ".join(
                ": ".join(str(item[n]) for n in ("language", "fluency") if item.get(n)) for item in value
            )
        elif all(not isinstance(item, dict | list) for item in value):
            items = [str(item) for item in value if item is not None]
            if items or key in KNOWN_EMPTY:
                texts[key] = lists.write_list(items) if items else "none"
        else:
            for number, item in enumerate(value, start=1):
                _flatten_into(texts, f"{key}_{number}", item)
    else:
        texts[key] = str(value)
