// What a migration does to a desk at work: a statement that rewrites or locks a large table stops everybody, and one that takes
// something away stops the release before it. F64: the rules are those that squawk has for PostgreSQL, as far as we need them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { migrationFiles } from "../../src/database/migration-files.ts"
import { type Fault, faultsIn } from "./migration-rules.ts"

/** Landed before any desk had rows to wait for. A later file says its reason in place: `-- allowed: reason`. */
const beforeTheFirstRelease = new Set(["0013-heads.sql", "0015-load.sql"])

for (const { name, text } of migrationFiles()) {
  test(`F64: ${name} may run while a desk works, and while the release before it does`, () => {
    const faults = faultsIn(text)
    if (beforeTheFirstRelease.has(name)) assert.ok(faults.length > 0, "is no exception any more: take it off the list")
    else assert.deepEqual(faults, [])
  })
}

const wrong: [statement: string, fault: RegExp][] = [
  ["create index cases_x on cases (x);", /concurrently/],
  ["create unique index on cases (x);", /concurrently/],
  ["alter table cases alter column x type bigint;", /rewrites/],
  ["alter table cases alter x set data type text;", /rewrites/],
  ["alter table cases add column x uuid default gen_random_uuid();", /rewrites/],
  ["alter table cases add column x bigint generated always as identity;", /rewrites/],
  ["alter table cases add column x int not null;", /not null/],
  ["alter table cases alter column x set not null;", /reads the whole table/],
  ["alter table cases add constraint c check (x > 0);", /not valid/],
  ["alter table cases add check (x > 0);", /not valid/],
  ["alter table cases add constraint f foreign key (x) references people;", /not valid/],
  ["alter table cases add unique (x);", /index/],
  ["alter table cases drop column x;", /release before/],
  ["drop table cases;", /release before/],
  ["alter table cases rename column x to y;", /release before/],
  ["alter table cases rename to other;", /release before/],
  ["lock table cases;", /lock/],
  ["vacuum full cases;", /lock/],
  ["cluster cases using cases_pkey;", /lock/],
  ["truncate cases;", /release before/],
  ["update cases set x = 1;", /batches/],
  ["delete from cases where x = 1;", /batches/],
  ["alter type mood rename value 'a' to 'b';", /release before/],
]
for (const [statement, fault] of wrong) {
  test(`F64: the guard finds fault with: ${statement}`, () => {
    const found = faultsIn(statement)
    assert.equal(found.length, 1, JSON.stringify(found))
    assert.match(found[0]?.why ?? "", fault)
  })
}

const right = [
  "create table new (x int); create index on new (x); alter table new add check (x > 0); insert into new values (1);",
  "create index concurrently cases_x on cases (x);",
  "alter table cases add column x int;",
  "alter table cases add column x int not null default 0;",
  "alter table cases add column x timestamptz default now();",
  "alter table cases add constraint c check (x > 0) not valid;",
  "alter table cases validate constraint c;",
  "alter table cases alter column x set default 3;",
  "comment on table cases is 'To drop table, update cases set, or lock table: mere words; all of them.';",
  "-- allowed: the table has one row\nupdate cases set x = 1;",
]
for (const text of right) {
  test(`F64: the guard has nothing against: ${text.slice(0, 70)}`, () => {
    assert.deepEqual(faultsIn(text), [] satisfies Fault[])
  })
}

test("F64: an allowance without a reason is none", () => {
  assert.equal(faultsIn("-- allowed:\nupdate cases set x = 1;").length, 1)
})
