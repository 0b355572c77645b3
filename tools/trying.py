"""Runs the pure tests of the domain against a changed module: each time in a process of its own, so that nothing lingers."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tools.mutations import Mutation

ROOT = Path(__file__).resolve().parent.parent
DOMAIN, TESTS = ROOT / "src/comity/domain", ROOT / "tests/domain"
EXAMPLES = 40  # of each test that draws cases by lot: a change that survives has to stand them all
SECONDS = 20  # of computing, after which a change has made a loop without end
MEMORY = 4 << 30
ABOVE = ("core", "gate", "exchange", "reports", "documents", "web", "registers")
# Plain pytest on plain functions: no database, no office, nothing that other tests need.
PLAIN = ["-x", "-s", "--noconftest", "-c", os.devnull, "--rootdir", str(ROOT), "--assert=plain"]
PLAIN += ["-p", "no:cacheprovider", "-p", "no:terminal"]


def imports(path: Path) -> set[str]:
    """Return the modules of the domain that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("comity.domain"):
            names = [one.name for one in node.names] if node.module == "comity.domain" else [str(node.module)]
            found.update(name.rpartition(".")[2] for name in names)
    return found


def pure() -> list[Path]:
    """Return the test files that need neither a database nor what lies above the domain."""
    texts = {one: one.read_text() for one in sorted(TESTS.glob("test_*.py"))}
    return [
        one for one, text in texts.items() if "django" not in text and not any(f"comity.{up}" in text for up in ABOVE)
    ]


def tests_of(module: str) -> list[Path]:
    """Return the test files that run a module: first those that import it, then those that import what uses it."""
    uses = {one.stem: imports(one) for one in DOMAIN.glob("*.py")}
    reached = {module}
    while more := {name for name, used in uses.items() if used & reached} - reached:
        reached |= more
    direct = [one for one in pure() if module in imports(one)]
    return direct + [one for one in pure() if one not in direct and imports(one) & reached]


class Tests:
    """The tests as they were collected, and what noticed the last change of each function."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        for one in items:
            _draw_fewer(getattr(one, "obj", None))
        by_file: dict[Path, list[pytest.Item]] = defaultdict(list)
        for one in items:
            by_file[one.path].append(one)
        self.by_file = by_file
        self.last: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.of: dict[str, list[pytest.Item]] = {}

    def notice(self, module: str, change: Mutation) -> bool:
        """Say whether a test fails on the change."""
        if module not in self.of:
            found = [one for file in tests_of(module) for one in self.by_file[file]]
            # what draws many cases by lot takes longest
            self.of[module] = sorted(found, key=lambda one: hasattr(getattr(one, "obj", None), "hypothesis"))
        items, last = self.of[module], self.last[(module, change.inside)]
        order = [*last, *(at for at in range(len(items)) if at not in last)]
        failed = in_a_process(lambda: self._first_failing(module, change, [(at, items[at]) for at in order]))
        if failed is not None and failed >= 0:
            if failed in last:
                last.remove(failed)
            last.insert(0, failed)
        return failed is not None

    def _first_failing(self, module: str, change: Mutation, items: list[tuple[int, pytest.Item]]) -> int | None:
        if not change.inside:
            return None if _afresh(module, change.tree) else -1
        _put_in(module, change)
        for at, one in items:
            reports = runtestprotocol(one, log=False, nextitem=None)
            if any(report.failed for report in reports):
                return at
        return None


def _draw_fewer(test: Any) -> None:
    if drawn := getattr(test, "_hypothesis_internal_use_settings", None):
        test._hypothesis_internal_use_settings = hypothesis.settings(drawn, max_examples=EXAMPLES)  # noqa: SLF001


def in_a_process(work: Callable[[], int | None]) -> int | None:
    """Return what the work returns; -1 if it did not end well."""
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        os.close(ours)
        null = os.open(os.devnull, os.O_RDWR)
        for one in (0, 1, 2):
            os.dup2(null, one)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            os.write(theirs, str(work()).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return None if said == "None" else int(said or -1)


def _put_in(module: str, change: Mutation) -> None:
    """Give the loaded function the changed code, wherever it was imported to."""
    loaded = sys.modules[f"comity.domain.{module}"]
    wanted = {code.co_qualname: code for code in _codes(compile(change.tree, str(loaded.__file__), "exec"))}
    for holder in (loaded, *(one for one in vars(loaded).values() if isinstance(one, type))):
        for one in list(vars(holder).values()):
            function = _function(one)
            if function and function.__module__ == loaded.__name__ and function.__qualname__ == change.inside:
                function.__code__ = wanted[change.inside]
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def _function(one: Any) -> FunctionType | None:
    for name in ("fget", "__func__", "__wrapped__"):
        one = getattr(one, name, one)
    return one if isinstance(one, FunctionType) else None


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a module in its changed form to whoever imports it."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Take over the one module."""
        found = DOMAIN / f"{self.name.rpartition('.')[2]}.py"
        return importlib.util.spec_from_file_location(fullname, found, loader=self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run what it was changed to."""
        exec(compile(self.tree, str(module.__file__), "exec"), module.__dict__)  # noqa: S102  our own code


def _afresh(module: str, tree: ast.Module) -> bool:
    """Say whether all tests pass when everything is loaded anew: what lies outside of functions is run only once."""
    for name in [one for one in sys.modules if one.startswith(("comity", "tests"))]:
        del sys.modules[name]
    sys.meta_path.insert(0, Changed(f"comity.domain.{module}", tree))
    return pytest.main([*PLAIN, *map(str, tests_of(module))]) == 0


class Instead:
    """Runs the tests once, and then our work in place of theirs."""

    def __init__(self, work: Callable[[Tests], None]) -> None:
        self.work = work
        self.passed = False

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take over when the tests are collected."""
        plain = in_a_process(lambda: next(
            (at for at, one in enumerate(session.items) if any(r.failed for r in runtestprotocol(one, log=False))), None
        ))  # fmt: skip
        self.passed = plain is None and not session.testsfailed
        if self.passed:
            self.work(Tests(session.items))
        return True


def start(work: Callable[[Tests], None]) -> bool:
    """Collect the tests, see that they pass, and let the work be done with them; False if they do not pass."""
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")
    plugin = Instead(work)
    pytest.main([*PLAIN, *map(str, pure())], plugins=[plugin])
    return plugin.passed
