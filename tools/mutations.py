"""Small wrong changes to Python code, one at a time: what tests must notice if they say what the code does."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}
# What a node holds that is no code of its own: types are checked by mypy, decorators make every test fail at once.
ASIDE = ("annotation", "returns", "decorator_list", "type_params")


Path = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Mutation:
    """One wrong change: on which line, whose text is given, what became what; `tree` is the module so changed.

    `inside` is the function that it changes, by its qualified name, `` for what lies outside of all functions.
    """

    number: int
    line: str
    before: str
    after: str
    inside: str
    tree: ast.Module

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by, whatever line it has moved to."""
        return self.line, self.before, self.after


def mutations(text: str) -> Iterator[Mutation]:
    """Yield every change of a module's text, in its order."""
    tree, lines = ast.parse(text), text.splitlines()
    for path, node in _walk(tree, ()):
        for other in _others(node):
            changed = _with(tree, path, other)
            line = getattr(node, "lineno", None) or node.target.lineno  # a comprehension has no line of its own
            yield Mutation(line, lines[line - 1].strip(), _said(node), _said(other), _inside(tree, path), changed)


def _said(node: Any) -> str:
    return ast.unparse(node) if isinstance(node, ast.AST) else ""


def _walk(node: ast.AST, path: Path) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node that is code, with the way to it from the root."""
    yield path, node
    if isinstance(node, ast.Raise):  # what it says is for readers; that it is said at all is one change
        return
    for name, value in ast.iter_fields(node):
        if name in ASIDE:
            continue
        inner = (
            [(None, value)] if isinstance(value, ast.AST) else list(enumerate(value)) if isinstance(value, list) else []
        )
        for at, one in inner:
            if isinstance(one, ast.AST) and not _words(one):
                yield from _walk(one, (*path, (name, at)))


def _inside(tree: ast.Module, path: Path) -> str:
    """Return the qualified name of the outermost function in whose body a place lies."""
    names: list[str] = []
    at: ast.AST = tree
    for name, index in path:
        if isinstance(at, ast.FunctionDef):
            return ".".join(names) if name == "body" else ""
        held: Any = getattr(at, name)
        at = held if index is None else held[index]
        names += [at.name] if isinstance(at, ast.FunctionDef | ast.ClassDef) else []
    return ""


def _words(node: ast.AST) -> bool:
    """Say whether a node is there for readers only: a docstring, an import, the name of a type."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.Subscript) and _said(node.value) == "Literal"
    )


def _with(tree: ast.Module, path: Path, other: ast.AST) -> ast.Module:
    """Return the module with one node in place of another; only what lies on the way to it is copied."""
    made = copy.copy(tree)
    at: Any = made
    for place, (name, index) in enumerate(path):
        last = place == len(path) - 1
        held = getattr(at, name)
        if index is None:
            one = other if last else copy.copy(held)
            setattr(at, name, one)
        else:
            one = other if last else copy.copy(held[index])
            setattr(at, name, [*held[:index], one, *held[index + 1 :]])
        at = one
    return made


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in place of a node."""
    make = MAKERS.get(type(node))
    for one in make(node) if make else ():
        yield ast.fix_missing_locations(ast.copy_location(one, node))


def _like(node: Any, **changes: Any) -> Any:
    made = copy.copy(node)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for at, op in enumerate(node.ops):
        for table in (COMPARED, REVERSED):
            if other := table.get(type(op)):
                yield _like(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])


def _bool(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _like(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    if len(node.values) > 2:  # each of several must count
        for at in range(len(node.values)):
            yield _like(node, values=[*node.values[:at], *node.values[at + 1 :]])
    else:
        yield from node.values


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    if other := COUNTED.get(type(node.op)):
        yield _like(node, op=other())


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value > 1:
            yield ast.Constant(value - 1)
    elif isinstance(value, float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(f"{value}~")


def _call(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in NAMED:
        yield _like(node, func=ast.Name(NAMED[node.func.id], ast.Load()))
    if isinstance(node.func, ast.Name) and node.func.id in ("sorted", "reversed") and node.args:
        yield _like(node, func=ast.Name("list", ast.Load()), keywords=[])
    for at in range(len(node.keywords)):
        yield _like(node, keywords=[*node.keywords[:at], *node.keywords[at + 1 :]])


def _chosen(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _condition(node: ast.If) -> Iterator[ast.AST]:
    yield _like(node, test=ast.Constant(True))
    yield _like(node, test=ast.Constant(False))


def _picked(node: ast.comprehension) -> Iterator[ast.AST]:
    for at in range(len(node.ifs)):
        yield _like(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield _like(node, value=ast.Constant(None))


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


def _turned(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


MAKERS: dict[type[ast.AST], Any] = {
    ast.Compare: _compare, ast.BoolOp: _bool, ast.UnaryOp: _unary, ast.BinOp: _binary, ast.Constant: _constant,
    ast.Call: _call, ast.IfExp: _chosen, ast.If: _condition, ast.comprehension: _picked, ast.Return: _returned,
    ast.Raise: _left_out, ast.AugAssign: _left_out, ast.Expr: _left_out, ast.Continue: _turned, ast.Break: _turned,
}  # fmt: skip
