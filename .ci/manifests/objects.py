"""Rendered manifests, as the rules look at them."""
import copy

import yaml

TEMPLATES = ("Deployment", "Job", "CronJob", "Pod")


class Objects(list):
    """All objects of one rendering."""

    @classmethod
    def read(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(document for document in yaml.safe_load_all(file) if document)

    def copy(self):
        return copy.deepcopy(self)

    def of(self, *kinds):
        return [one for one in self if one["kind"] in kinds]

    def named(self, kind, name):
        return next((one for one in self.of(kind) if one["metadata"]["name"] == name), None)

    def pods(self):
        """`(owner, metadata, spec)` of every pod that these objects make."""
        for owner in self.of(*TEMPLATES):
            if owner["kind"] == "Pod":
                yield owner, owner["metadata"], owner["spec"]
                continue
            spec = owner["spec"]
            if owner["kind"] == "CronJob":
                spec = spec["jobTemplate"]["spec"]
            yield owner, spec["template"]["metadata"], spec["template"]["spec"]

    def containers(self):
        """`(owner, pod spec, container)`."""
        for owner, _, spec in self.pods():
            for container in spec["containers"] + spec.get("initContainers", []):
                yield owner, spec, container

    def container(self, kind="Deployment"):
        """Any one, for a rule to be broken on."""
        return next(container for owner, _, container in self.containers() if owner["kind"] == kind)

    def pod(self, kind="Deployment"):
        return next(spec for owner, _, spec in self.pods() if owner["kind"] == kind)


def called(one):
    return f"{one['kind']}/{one['metadata']['name']}"


def selects(selector, labels):
    """Whether a label selector matches; an empty one matches everything."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions") or []:
        if expression["operator"] != "In":
            raise ValueError(f"selects() knows no {expression['operator']}")
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return True
