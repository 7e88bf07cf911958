#!/usr/bin/env python3
"""Alerts and dashboards stand on the list of metrics, the list is used, and each alert has its page."""
import json
import re
import sys

import yaml

import binary

CHART = binary.ROOT / "charts/o2c"
RUNBOOKS = binary.ROOT / "k8s/runbooks"
# Of the scraper itself; and the label that the ServiceMonitor gives.
OTHERS = {"up"}
TARGET_LABELS = {"component", "le"}
HISTOGRAM = ("_bucket", "_count", "_sum")
WORD = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


def prometheus(metric):
    """As OpenTelemetry's names are written for Prometheus."""
    name = metric["name"].replace(".", "_") + {"s": "_seconds", "By": "_bytes"}.get(metric["unit"], "")
    return name + ("_total" if metric["kind"] == "counter" else "")


def expressions():
    """`(where, expression)` of every alert, recording and panel."""
    for path in sorted((CHART / "alerts").glob("*.yaml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                yield f"{path.name} {rule.get('alert') or rule['record']}", rule["expr"]
    for path in sorted((CHART / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{path.name} {panel['title']}", target["expr"]


def alerts():
    for path in sorted((CHART / "alerts").glob("*.yaml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from (rule for rule in group["rules"] if "alert" in rule)


def recorded():
    return {where.split()[1] for where, _ in expressions() if ":" in where.split()[1]}


def names_in(expression):
    """Names of metrics: what stands alone, before `{`, `[`, `)` or an operator, and is no function and no label."""
    bare = re.sub(r'"[^"]*"', "", expression)
    bare = re.sub(r"\{[^}]*\}", "", bare)
    bare = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", "", bare)
    bare = re.sub(r"\[[^\]]*\]|\boffset\s+\w+|\b(and|or|unless)\b", "", bare)
    return {word[0] for word in WORD.finditer(bare) if not bare[word.end() :].lstrip().startswith("(")}


def labels_in(expression):
    found = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression))
    for inside in re.findall(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", expression):
        found |= {label.strip() for label in inside.split(",")}
    return found


def main():
    metrics = json.loads((CHART / "metrics.json").read_text(encoding="utf-8"))
    listed = {metric["prometheus"]: metric for metric in metrics}
    wrong = [f"{m['name']} is {prometheus(m)} to Prometheus" for m in metrics if m["prometheus"] != prometheus(m)]
    used = set()
    for where, expression in expressions():
        allowed = set(TARGET_LABELS)
        names = names_in(expression)
        for name in names:
            base = next((name.removesuffix(end) for end in HISTOGRAM if name.removesuffix(end) in listed), name)
            if base in listed:
                used.add(base)
                allowed |= {attribute.replace(".", "_") for attribute in listed[base]["attributes"]}
                if (listed[base]["kind"] == "histogram") != (base != name):
                    wrong.append(f"{where}: {name} is no series of that kind")
            elif name not in OTHERS | recorded():
                wrong.append(f"{where}: {name} is no metric")
        if not names:
            wrong.append(f"{where}: no metric was found in it")
        wrong += [f"{where}: label {label}" for label in labels_in(expression) - allowed]
    wrong += [f"{name} is in no alert and no dashboard" for name in listed.keys() - used]
    names, code = {m["name"] for m in metrics}, binary.metric_names()
    wrong += [f"{name} is in the code and not on the list" for name in code - names]
    wrong += [f"{name} is on the list and not in the code" for name in names - code - set(binary.AWAITED_METRICS)]
    wrong += [f"{name} is there: take it off the list of what is awaited" for name in code & set(binary.AWAITED_METRICS)]

    pages = {path.stem for path in RUNBOOKS.glob("O2c*.md")}
    named = {rule["alert"]: rule for rule in alerts()}
    wrong += [f"{name}: a page without an alert, or an alert without a page" for name in pages ^ named.keys()]
    for name, rule in named.items():
        if not rule["annotations"]["runbook_url"].endswith(f"/{name}.md"):
            wrong.append(f"{name}: its page is another's")
        if rule["labels"]["severity"] not in ("critical", "warning"):
            wrong.append(f"{name}: severity")
        if f'"{name}"' not in "".join(path.read_text(encoding="utf-8") for path in (CHART / "alerts/tests").glob("*.yaml")):
            wrong.append(f"{name}: no test lets it fire")
    print("\n".join(wrong) or f"{len(named)} alerts and their pages, {len(metrics)} metrics; {len(names & code)} are in the code")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
