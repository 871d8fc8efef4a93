// The rules for migrations, and how a file is read for them.

export type Fault = { readonly statement: string; readonly why: string }

/** What is wrong in a migration. A table that the file makes itself is nobody's yet: everything may be done to it. */
export function faultsIn(text: string): Fault[] {
  const statements = statementsOf(text)
  const made = new Set(
    statements.flatMap(({ code }) => /^create table (?:if not exists )?([\w.]+)/.exec(code)?.[1] ?? []),
  )
  const others = statements.filter(({ isAllowed, code }) => !isAllowed && !made.has(tableOf(code) ?? ""))
  return others.flatMap(({ code }) => {
    const broken = rules.find(({ finds }) => finds(code))
    return broken === undefined ? [] : [{ statement: code.slice(0, 80), why: broken.why }]
  })
}

type Rule = { readonly why: string; readonly finds: (code: string) => boolean }

const matches = (pattern: RegExp) => (code: string) => pattern.test(code)
const adds = (what: string) => new RegExp(`^alter table .*\\badd (?:constraint \\w+ )?${what}\\b`)

const rules: readonly Rule[] = [
  {
    why: "an index of a table that has rows is built concurrently, in a file of its own: otherwise nobody writes meanwhile",
    finds: matches(/^create (?:unique )?index (?!concurrently)/),
  },
  {
    why: "a change of type rewrites the table",
    finds: matches(/^alter table .*\balter (?:column )?\w+ (?:set data )?type\b/),
  },
  {
    why: "a default that differs from row to row rewrites the table: add the column, then fill it in batches",
    finds: matches(
      /^alter table .*\badd (?:column )?.*(?:gen_random_uuid|random\(|clock_timestamp|nextval|\bserial\b|identity|generated always as \()/,
    ),
  },
  {
    why: "a column that is not null needs a default, or the rows that are there refuse it",
    finds: (code) =>
      /^alter table .*\badd (?:column )?(?!constraint|check|foreign|unique|primary)\w+ .*not null/.test(code) &&
      !/\bdefault\b/.test(code),
  },
  {
    why: "set not null reads the whole table under its lock: add a check that is not valid, validate it, then set it",
    finds: matches(/^alter table .*\bset not null\b/),
  },
  {
    why: "a constraint is added as not valid, and validated in another file: otherwise it reads the whole table under its lock",
    finds: (code) => (adds("check").test(code) || adds("foreign key").test(code)) && !/\bnot valid\b/.test(code),
  },
  {
    why: "a constraint that needs an index is made from one that was built concurrently (using index)",
    finds: (code) => (adds("unique").test(code) || adds("primary key").test(code)) && !/\busing index\b/.test(code),
  },
  {
    why: "the release before still asks for what is taken away or renamed: stop using it in one release, take it away in the next",
    finds: matches(
      /^(?:drop table|truncate|alter table .*\bdrop (?:column )?(?!constraint|not null|default|expression|identity)|alter table .*\brename\b|alter type .*\brename\b)/,
    ),
  },
  {
    why: "it keeps a lock that stops everybody",
    finds: matches(/^(?:lock|cluster|vacuum full|reindex (?!.*concurrently))\b/),
  },
  {
    why: "many rows are changed in batches by the desk, and not in one transaction of a migration",
    finds: matches(/^(?:update|delete)\b/),
  },
]

type Statement = { readonly code: string; readonly isAllowed: boolean }

// Strings and bodies of functions become empty ones first, so that a semicolon or a word in them means nothing.
function statementsOf(text: string): Statement[] {
  const plain = text.replace(/'(?:''|[^'])*'|\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
  return plain.split(";").map((part) => ({
    isAllowed: /^\s*-- allowed: \S/m.test(part),
    code: part.replace(/--.*$/gm, "").replace(/\s+/g, " ").trim().toLowerCase(),
  }))
}

function tableOf(code: string): string | undefined {
  const onTable = /^create (?:unique )?index .*?\bon (?:only )?([\w.]+)/.exec(code)?.[1]
  return (
    onTable ??
    /^(?:alter table|drop table|truncate|update|delete from|lock table|cluster|vacuum full) (?:if exists |only )*([\w.]+)/.exec(
      code,
    )?.[1]
  )
}
