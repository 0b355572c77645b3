"""What stands between the braces: names that there are, conditions on them, and nothing else."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from rapidfuzz import process

from comity.documents.names import GROUP, LINK, PICTURE, ROWS, TEXT, Name
from comity.documents.sandbox import FILTERS, PARSER, PLACES, TESTS

CONDITIONS = (nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Const)
LOOP = Name("", GROUP, {name: Name("") for name in PLACES})
NEAR = 60
Scope = Mapping[str, Name]


class Wrong(ValueError):
    """What stands between the braces cannot be filled; `args[0]` says why, in the reader's language."""


def parsed(text: str) -> nodes.Expr:
    """Return an expression. Raises Wrong."""
    if not text.strip():
        raise Wrong(_("There is no name between the braces."))
    try:
        tree = PARSER.parse(f"{{{{ {text} }}}}")
    except TemplateSyntaxError as error:
        raise Wrong(_("This cannot be read. Write a name, or a row, a dot and its field.")) from error
    (output,) = tree.body or (None,)
    inside = output.nodes if isinstance(output, nodes.Output) else []
    if len(inside) != 1 or isinstance(inside[0], nodes.TemplateData):
        raise Wrong(_("There is no name between the braces."))
    return inside[0]


def named(expression: nodes.Expr, scope: Scope) -> Name:
    """Return what an expression of names and dots leads to. Raises Wrong."""
    if isinstance(expression, nodes.Name):
        return _found(expression.name, scope, _("There is no “%(name)s” here."))
    if isinstance(expression, nodes.Getattr):
        of = named(expression.node, scope)
        if of.kind == ROWS:
            said = _("“%(name)s” is a list: begin a loop over it and name the field of one of its rows.")
            raise Wrong(said % {"name": _path(expression.node)})
        said = _("“%(of)s” has no field “%%(name)s”.") % {"of": _path(expression.node)}
        return _found(expression.attr, of.fields, said)
    raise Wrong(_("Only names stand here, with a dot between a row and its field; nothing is worked out."))


def shown(text: str, scope: Scope, *, as_run: bool) -> None:
    """Check what a placeholder shows. Raises Wrong."""
    expression = parsed(text)
    while isinstance(expression, nodes.Filter):
        if expression.name not in FILTERS:
            raise Wrong(_("There is no filter “%(name)s”.") % {"name": expression.name})
        if expression.node is None:
            raise Wrong(_("There is no name between the braces."))
        expression = expression.node
    found, path = named(expression, scope), {"name": _path(expression)}
    if found.kind == ROWS:
        raise Wrong(_("“%(name)s” is a list: begin a loop over it and name the field of one of its rows.") % path)
    if found.kind == GROUP:
        raise Wrong(_("“%(name)s” is no text by itself: name one of its fields.") % path)
    if found.kind == LINK and not as_run:
        raise Wrong(_("“%(name)s” is a link: write {{r %(name)s }}.") % path)
    if found.kind in (TEXT, PICTURE) and as_run:
        raise Wrong(_("“%(name)s” is no link: write {{ %(name)s }} without the r.") % path)


def condition(text: str, scope: Scope) -> None:
    """Check what an `if` asks. Raises Wrong."""
    for one in _leaves(parsed(text)):
        named(one, scope)


def loop(text: str, scope: Scope) -> dict[str, Name]:
    """Check `x in list` and return the names that there are inside the loop. Raises Wrong."""
    variable, between, over = text.partition(" in ")
    variable = variable.strip()
    if not between or not variable.isidentifier():
        raise Wrong(_("A loop is written {% for row in list %}."))
    found = named(parsed(over), scope)
    if found.kind != ROWS:
        raise Wrong(_("“%(name)s” is no list, so there is nothing to loop over.") % {"name": over.strip()})
    return {**scope, variable: Name("", GROUP, found.fields), "loop": LOOP}


def _leaves(expression: nodes.Node) -> Iterator[nodes.Expr]:
    if isinstance(expression, nodes.Name | nodes.Getattr):
        yield expression
    elif isinstance(expression, CONDITIONS) or (isinstance(expression, nodes.Test) and expression.name in TESTS):
        for child in expression.iter_child_nodes():
            yield from _leaves(child)
    else:
        raise Wrong(_("A condition is made of names, and, or, not, and comparisons; nothing else stands in it."))


def _found(name: str, among: Mapping[str, Name], said: str) -> Name:
    if name in among:
        return among[name]
    near = process.extractOne(name, list(among), score_cutoff=NEAR)
    words = said % {"name": name}
    if near:
        meant = _("Did you mean “%(near)s”?") % {"near": near[0]}
        words = f"{words} {meant}"
    raise Wrong(words)


def _path(expression: nodes.Node | None) -> str:
    if isinstance(expression, nodes.Getattr):
        return f"{_path(expression.node)}.{expression.attr}"
    return expression.name if isinstance(expression, nodes.Name) else "…"
