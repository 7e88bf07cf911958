#!/usr/bin/env python3
"""Every rule on every rendering given as an argument; first each rule on a rendering that was spoiled for it."""
import sys

import rules  # noqa: F401  registers them
from objects import Objects, called
from rule import RULES

# By the name of the rendering: what a small installation does without on purpose.
EXCEPT = {"values-small.yaml": {"minimum-two-replicas"}}


def main():
    renderings = {path: Objects.read(path) for path in sys.argv[1:]}
    good = renderings[next(path for path in renderings if path.endswith("/values.yaml"))]
    wrong = []
    for name, (check, breaks) in RULES.items():
        spoiled = good.copy()
        breaks(spoiled)
        if not list(check(spoiled)):
            wrong.append(f"{name}: finds nothing in what was spoiled for it")
        for path, objects in renderings.items():
            if name in EXCEPT.get(path.rsplit("/", 1)[-1], ()):
                continue
            wrong.extend(f"{path}: {called(one)}: {name}: {what}" for one, what in check(objects))
    print("\n".join(wrong) or f"{len(RULES)} rules, each broken once, hold for {len(renderings)} renderings")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
