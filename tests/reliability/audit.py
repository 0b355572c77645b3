"""Hold the office against the ledger: everything acknowledged is there with its history, and nothing is half there."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.reliability.ledger import DONE, REFUSED, UNKNOWN, Ledger, Life, Snapshot
from tests.reliability.pasting import pasted

Connection = psycopg.Connection[Any]
Rows = list[tuple[Any, ...]]


def office(connection: Connection, folder: Path, ledger: Ledger) -> list[str]:
    """Return everything that is wrong; nothing when all is well."""
    return [
        *ledger.problems,
        *whole(connection, folder),
        *lives(connection, ledger),
        *groups(ledger, connection),
        *races(connection, ledger),
        *pasted(connection, ledger),
    ]


def lives(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Yield what is wrong with the records of the ledger."""
    found: dict[str, int] = dict(_ids(connection))
    for life in ledger.settled():
        record = life.record or found.get(life.mark, 0)
        steps = history(connection, record) if record else []
        yield from _compare(life, record, [step for _, step in steps])
        if record:
            held = now(connection, record)
            last = steps[-1][1] if steps else None
            if held != last:
                yield f"{life.mark} ({record}): its rows are {held}, its history says {last}"


def _ids(connection: Connection) -> list[Any]:
    """Return title and id of everything ever added, deleted or not."""
    return connection.execute(
        "select became->>'title_en', record_id from comity_change where relation = 'comity_activity' and operation = 'i'"
    ).fetchall()


def _compare(life: Life, record: int, steps: list[Snapshot | None]) -> Iterator[str]:
    """Yield what is wrong between the deeds and the steps that the history tells of."""
    where = 0
    for deed in life.deeds:
        told = where < len(steps) and steps[where] == deed.after
        if deed.outcome == DONE and not told:
            said = steps[where] if where < len(steps) else "nothing"
            yield f"{life.mark} ({record}): {deed.kind} was acknowledged as {deed.after}, and the history has {said}"
            return
        if deed.outcome == REFUSED and told:
            yield f"{life.mark} ({record}): {deed.kind} was refused and yet it is in the history"
        where += told and deed.outcome != REFUSED
    if where != len(steps):
        yield f"{life.mark} ({record}): the history has {len(steps) - where} steps that nobody took whole: {steps[where:]}"


def history(connection: Connection, record: int) -> list[tuple[str, Snapshot | None]]:
    """Return the record after each act, worked out from its history alone."""
    rows = connection.execute(
        "select act, relation, operation, was, became from comity_change where record_id = %s order by id", [record]
    ).fetchall()
    title: dict[str, Any] | None = None
    sets: dict[str, set[Any]] = defaultdict(set)
    steps: list[tuple[str, Snapshot | None]] = []
    for act, relation, operation, was, became in rows:
        if relation == "comity_activity":
            title = became
        elif column := COLUMNS.get(relation):
            if operation != "i":
                sets[relation].discard(was[column])
            if operation != "d":
                sets[relation].add(became[column])
        step = _snapshot(title, sets)
        if steps and steps[-1][0] == act:
            steps[-1] = (act, step)
        else:
            steps.append((act, step))
    return steps


COLUMNS = {"comity_activity_partners": "partner_id", "comity_citation": "says_en", "comity_attachment": "sha256"}


def _snapshot(row: dict[str, Any] | None, sets: dict[str, set[Any]]) -> Snapshot | None:
    if row is None:
        return None
    partners, says, files = (frozenset(sets[relation]) for relation in COLUMNS)
    return Snapshot(row["title_en"], row["persons"], row["pillar"], partners, says, files)


def now(connection: Connection, record: int) -> Snapshot | None:
    """Return the record as its tables have it."""
    row = connection.execute("select title_en, persons, pillar from comity_activity where id = %s", [record]).fetchone()
    sets = {
        "comity_activity_partners": "select partner_id from comity_activity_partners where activity_id = %s",
        "comity_citation": "select says_en from comity_citation where entry_id = %s",
        "comity_attachment": "select sha256 from comity_attachment where entry_id = %s",
    }
    held = {name: {value for (value,) in connection.execute(query, [record])} for name, query in sets.items()}
    if row is None:
        return None if not any(held.values()) else Snapshot("gone, but for what hung on it", 0)
    return _snapshot({"title_en": row[0], "persons": row[1], "pillar": row[2]}, held)


def groups(ledger: Ledger, connection: Connection) -> Iterator[str]:
    """Yield bulk changes of which a part was stored."""
    together: dict[str, list[Life]] = defaultdict(list)
    for life in ledger.settled():
        if life.deeds[-1].group and life.deeds[-1].outcome == UNKNOWN:
            together[life.deeds[-1].group].append(life)
    for group, some in together.items():
        done = {now(connection, life.record) == life.deeds[-1].after for life in some}
        if len(done) > 1:
            yield f"bulk change {group}: some of its records were changed and others not"


def races(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Yield what is wrong with the record that everybody changed: each change that was taken is there, once."""
    rows = connection.execute(
        "select became->>'title_en', count(*), max((became->>'version')::int) from comity_change"
        " where relation = 'comity_activity' and operation = 'u' group by 1"
    ).fetchall()
    told = {title: (count, version) for title, count, version in rows}
    for race in ledger.races:
        count, version = told.get(race.mark, (0, 0))
        least, most = {DONE: (1, 1), REFUSED: (0, 0), UNKNOWN: (0, 1)}[race.outcome]
        if not least <= count <= most:
            yield f"{race.mark}: a change that was {race.outcome} is {count} times in the history"
        elif count and version != race.seen + 1:
            yield f"{race.mark}: it was laid over version {race.seen} and became version {version}"


def whole(connection: Connection, folder: Path) -> Iterator[str]:
    """Yield what is half there in any table, whoever wrote it: records, index, history, links, citations, files."""
    queries = {
        f"{relation}: {name}": query.format(t=relation, r=register)
        for relation, register in _record_tables(connection)
        for name, query in _CHECKS.items()
    }
    for relation in _hanging_tables(connection):
        queries |= {f"{relation}: {name}": query.format(t=relation) for name, query in _HANGING.items()}
    for name, query in (queries | _GENERAL).items():
        if bad := connection.execute(query).fetchall():
            yield f"{name}: {bad[:5]}"
    yield from _files(connection, folder)


def _record_tables(connection: Connection) -> Rows:
    """Return the tables that the index trigger guards, with their registers."""
    return connection.execute(
        "select c.relname, split_part(encode(t.tgargs, 'escape'), E'\\\\000', 1) from pg_trigger as t"
        " join pg_class as c on c.oid = t.tgrelid where t.tgname = 'comity_2_index' order by 1"
    ).fetchall()


def _hanging_tables(connection: Connection) -> list[str]:
    """Return the tables of links, citations and files: they have a history and no index row."""
    rows = connection.execute(
        "select c.relname from pg_trigger as t join pg_class as c on c.oid = t.tgrelid where t.tgname = 'comity_1_keep'"
        " and not exists (select from pg_trigger as i where i.tgrelid = t.tgrelid and i.tgname = 'comity_2_index') order by 1"
    ).fetchall()
    return [name for (name,) in rows]


_CHECKS = {
    "records without an index row that says the same": """
        select a.id from {t} as a left join comity_entry as e on e.id = a.id
         where e.id is null or (e.register, e.code, e.title_en, e.title_vi, e.city_id, e.sensitivity, e.shown_to, e.changed_at)
               is distinct from ('{r}', a.code, a.title_en, a.title_vi, a.city_id, a.sensitivity, a.shown_to, a.changed_at)
            or e.unit_id is distinct from a.unit_id""",
    "index rows without a record": """
        select e.id from comity_entry as e where e.register = '{r}' and not exists (select from {t} as a where a.id = e.id)""",
    "records whose last history row is not what they are": """
        select a.id from {t} as a left join lateral (
            select became from comity_change where record_id = a.id and relation = '{t}' order by id desc limit 1) as c on true
         where c.became is null or (c.became ->> 'version')::int > a.version
            or exists (select from jsonb_each(c.became) as said  -- a column that came later is not in earlier history
                        where said.key not in ('version', 'changed_at') and to_jsonb(a) ? said.key
                          and to_jsonb(a) -> said.key is distinct from said.value)""",
    "records in the history that are gone without a word": """
        select distinct c.record_id from (select distinct on (record_id) record_id, operation from comity_change
            where relation = '{t}' order by record_id, id desc) as c
         where (c.operation = 'd') = exists (select from {t} as a where a.id = c.record_id)""",
    "histories with a gap": """
        select record_id, id from (
            select record_id, id, operation, was, lag(became) over line as before, lag(operation) over line as earlier
              from comity_change where relation = '{t}' window line as (partition by record_id order by id)) as c
         where case operation when 'i' then earlier is not null and earlier <> 'd'
                              else earlier is null or was - array['version', 'changed_at']
                                   is distinct from before - array['version', 'changed_at'] end""",
}
_GENERAL = {
    "citations of nothing": """
        select id from comity_citation as c where not exists (select from comity_entry as e where e.id = c.entry_id)""",
    "files of nothing": """
        select id from comity_attachment as c where not exists (select from comity_entry as e where e.id = c.entry_id)""",
}
_HANGING = {
    "rows whose history says otherwise": """
        with last as (select distinct on ((coalesce(became, was) ->> 'id')::bigint) (coalesce(became, was) ->> 'id')::bigint as row,
                             operation, coalesce(became, was) - 'added_at' as said from comity_change where relation = '{t}'
                       order by (coalesce(became, was) ->> 'id')::bigint, comity_change.id desc)
        select row, h.id, operation from last full join {t} as h on h.id = row
         where row is null or (operation = 'd') = (h.id is not null)
            or h.id is not null and exists (select from jsonb_each(said) as one where to_jsonb(h) ? one.key
                   and to_jsonb(h) -> one.key is distinct from one.value)""",
}


def _files(connection: Connection, folder: Path) -> Iterator[str]:
    for digest, size in connection.execute("select distinct sha256, size from comity_attachment").fetchall():
        path = folder / "files" / digest[:2] / digest
        if not path.exists():
            yield f"the file {digest} is not there"
        elif path.stat().st_size != size or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"the file {digest} is not what was stored"


def jobs(connection: Connection, folder: Path, ledger: Ledger) -> Iterator[str]:
    """Yield tasks that were lost, doubled, failed or left, once the queue had time to empty."""
    rows = connection.execute(
        "select status, args_kwargs, worker_ids, traceback from django_tasks_database_dbtaskresult"
    ).fetchall()
    tasks = defaultdict(list)
    for status, given, workers, trace in rows:
        tasks[str(given["args"][-1])].append((status, len(workers), trace))
        if status != "SUCCESSFUL":
            yield f"the task {given} is {status} after {len(workers)} beginnings: {trace[-300:]}"
    for job in ledger.jobs:
        if job.outcome != DONE:
            continue
        if len(tasks[job.token]) != 1:
            yield f"the export {job.token} was asked for once and is {len(tasks[job.token])} times in the queue"
        made = list((folder / "exports").glob(f"*-{job.token}.*"))
        if [path.suffix for path in made] != [".csv"]:
            yield f"the export {job.token} left {[path.name for path in made]}"
        elif (lines := made[0].read_bytes().count(b"\n")) <= job.least:
            yield f"the export {job.token} has {lines} lines and must have more than {job.least}"
