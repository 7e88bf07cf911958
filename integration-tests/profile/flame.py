#!/usr/bin/env python3
"""Draws what `perf script` prints as a flame graph: one SVG, without scripts.

usage: perf script --no-inline -F comm,ip,sym -i perf.data | flame.py TITLE > cycle.svg

A box is a function, as wide as the share of samples that it was on the stack in; callers stand below. Boxes narrower than
a thousandth are left out. Its name and share are shown where the pointer rests.
"""

import re
import sys
from html import escape

WIDTH, ROW, TOP, NARROWEST = 1600, 15, 40, 0.001
CHARACTER = 6.2

COLOURS = (
    (re.compile(r"^\[|_\[k\]$"), "#c9c9d4"),
    (re.compile(r"^_?o2c|o2c_"), "#f2a65a"),
    (re.compile(r"sqlite3|^pcache|^wal|^btree|^json[A-Z]|^vdbe|^pager", re.I), "#7fb069"),
    (re.compile(r"sqlx|sea_orm|sea_query"), "#b6d7a8"),
    (re.compile(r"tokio|hyper|tonic|h2::|tower|futures"), "#8fb8de"),
    (re.compile(r"serde|prost"), "#d8b4e2"),
    (re.compile(r"mi_|malloc|memmove|memcmp|memset|alloc"), "#e8998d"),
)
OTHER = "#e6ddc4"


def shortened(name):
    """A function without its generic arguments and the compiler's decorations."""
    name = re.sub(r"\.(llvm|constprop|isra|part|cold)\.?\d*", "", name)
    while re.search(r"<[^<>]*>", name):
        qualified = re.search(r"<([^<>]*) as [^<>]*>", name)
        if qualified:
            name = name.replace(qualified.group(0), qualified.group(1), 1)
        else:
            name = re.sub(r"<([^<>]*)>", lambda m: m.group(1) if m.start() == 0 else "", name, count=1)
    name = re.sub(r"(::)?\{\{closure\}\}|(::)?\{closure#\d+\}", "", name)
    return name.replace("::::", "::").strip(":") or "?"


def noise(name):
    """Frames that say only how a future is polled."""
    return re.search(
        r"^(core|std|alloc|futures_core|futures_util|tracing|pin_project_lite)::|catch_unwind|panicking|__rust|^\[unknown\]"
        r"|core::(ops|future|pin)|tokio::(runtime::(coop|context|task)|task|loom)|^tracing_|_start$|^clone3?$",
        name,
    )


def stacks(lines):
    """Each sample's thread and frames, outermost first."""
    thread, frames = None, []
    for line in lines:
        line = line.rstrip("\n")
        if not line.strip():
            if thread is not None:
                yield [thread, *reversed(frames)]
            thread, frames = None, []
        elif not line[0].isspace():
            thread = re.sub(r"[-\d]+$", "", line.strip().rstrip(":"))
        else:
            name = shortened(line.strip().split(" ", 1)[-1].split("+0x")[0])
            if not noise(name) and (not frames or frames[-1] != name):
                frames.append(name)
    if thread is not None:
        yield [thread, *reversed(frames)]


def tree(samples):
    root = [0, {}]
    for frames in samples:
        root[0] += 1
        node = root
        for name in frames:
            node = node[1].setdefault(name, [0, {}])
            node[0] += 1
    return root


def boxes(node, left, depth, total):
    """Each box: name, samples, where it begins, how deep it stands."""
    for name, child in sorted(node[1].items()):
        if child[0] >= NARROWEST * total:
            yield name, child[0], left, depth
            yield from boxes(child, left, depth + 1, total)
        left += child[0]


def drawn(title, root):
    total = root[0]
    placed = list(boxes(root, 0, 0, total))
    height = TOP + ROW * (1 + max(depth for *_, depth in placed))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="monospace" font-size="10">'
    )
    yield f'<text x="8" y="20" font-size="14">{escape(title)}</text>'
    for name, samples, left, depth in placed:
        x, width = left / total * WIDTH, samples / total * WIDTH
        y = height - ROW * (depth + 1)
        colour = next((colour for pattern, colour in COLOURS if pattern.search(name)), OTHER)
        label = escape(name[: int(width / CHARACTER)]) if width > 4 * CHARACTER else ""
        yield (
            f'<g><title>{escape(name)}: {samples / total:.1%}</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.3, 0.3):.1f}" height="{ROW - 1}" fill="{colour}"/>'
            + (f'<text x="{x + 2:.1f}" y="{y + 10}">{label}</text>' if label else "")
            + "</g>"
        )
    yield "</svg>"


def main():
    root = tree(stacks(sys.stdin))
    if not root[0]:
        sys.exit("flame.py: no samples on standard input")
    print("\n".join(drawn(f"{sys.argv[1]} ({root[0]} samples)", root)))


main()
