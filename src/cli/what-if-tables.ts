// The tables of `charter what-if` in plain text: columns that line up, what happened before what would have.

import { clockWords, priorityWords, type Report, reasonTitles, summed, type VerdictRow } from "../insight/index.ts"

const everyMonth = "all"

/** Kept, missed and open by month, clock and priority, and at the end over all months. */
export function verdictLines({ verdicts }: Report): string[] {
  const overall = summed(verdicts, (row) => `${row.clock} ${row.priority}`).map((row) => ({
    ...row,
    month: everyMonth,
  }))
  const months = new Set(verdicts.map((row) => row.month))
  const head = ["Month", "Promise", "Priority", "Kept", "Missed", "Open"]
  return [
    "Promises as they came out -> as they would have, by month of receipt:",
    ...aligned([head, ...(months.size > 1 ? verdicts : []).map(cells), ...overall.map(cells)]),
  ]
}

export function reasonLines(because: Report["changed"]["because"]): string[] {
  return aligned(because.map(({ reason, promises }) => [`  ${reasonTitles[reason]}`, promises.toLocaleString("en-GB")]))
}

/** What the half hours of the day ask of people. */
export function demandLines({ demand }: Report): string[] {
  if (demand.length === 0) return ["No promise of a response falls due."]
  const head = ["From", "Hours of open promise", "Falling due"]
  const rows = demand.map(({ from, actual, proposed }) => [
    from,
    both(actual.hours, proposed.hours),
    both(actual.due, proposed.due),
  ])
  return [
    "Response demanded by half hour of the day. Of each case, the promise of a response that falls due first: the working hours from its",
    "start to its deadline, and when it falls due.",
    ...aligned([head, ...rows]),
  ]
}

function cells({ month, clock, priority, actual, proposed }: VerdictRow): string[] {
  return [
    month,
    clockWords[clock],
    priorityWords(priority),
    both(actual.kept, proposed.kept),
    both(actual.missed, proposed.missed),
    both(actual.open, proposed.open),
  ]
}

function both(actual: number, proposed: number): string {
  return `${actual.toLocaleString("en-GB")} -> ${proposed.toLocaleString("en-GB")}`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (wide, row) => row.map((cell, index) => Math.max(wide[index] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  )
}
