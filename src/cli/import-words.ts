// An import and its report, in words and short tables.

import type { Imported, ImportReport } from "../history/index.ts"

const refusalsShown = 50

/** What was read, what was made of it, and each row that was not used. */
export function importedInWords(imported: Imported): string {
  const { rows, used, nothingNew, refused, cases, events, made, others } = imported
  const shown = refused.slice(0, refusalsShown).map(({ line, reason }) => `  line ${line}: ${reason}`)
  const more = refused.length - shown.length
  return [
    `Import ${imported.import}: ${rows} rows read: ${used} used, ${nothingNew} said nothing new, ${refused.length} refused.`,
    `${cases} cases with ${events} events${made === cases ? "" : ` (${made} of them made now, the others before)`}.`,
    ...(others.length === 0
      ? []
      : [
          `The same file has been imported otherwise before (import ${others.join(", ")}): its cases are here more than once.`,
        ]),
    ...(refused.length === 0 ? [] : ["Refused:", ...shown]),
    ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
  ].join("\n")
}

export function reportInWords({ kept, longestMisses, verdicts, ...of }: ImportReport): string {
  return [
    "",
    `Judged by version ${of.charter} of the charter.`,
    ...table(
      ["Clock", "Priority", "Kept", "Missed", "Kept of all"],
      kept.map((each) => [
        each.clock,
        each.priority === null ? "none" : `${each.priority}`,
        `${each.kept}`,
        `${each.missed}`,
        percent(each.kept, each.kept + each.missed),
      ]),
    ),
    ...missesInWords(longestMisses),
    ...verdictsInWords(verdicts),
    "",
  ].join("\n")
}

function missesInWords(misses: ImportReport["longestMisses"]): string[] {
  if (misses.length === 0) return ["", "No promise was missed."]
  return [
    "",
    "Longest misses:",
    ...misses.flatMap(({ reference, clock, priority, startedAt, dueAt, endedAt, lateMilliseconds, certificate }) => [
      `  ${reference} ${clock}${priority === null ? "" : `, priority ${priority}`}: from ${startedAt}, due ${dueAt}, ${
        endedAt === undefined ? "not yet" : endedAt
      } (${daysIn(lateMilliseconds)} late)`,
      `    clause ${certificate.clause} (${certificate.force}), calendar ${certificate.calendar}: counted ${spans(certificate.counted)}${
        certificate.paused.length === 0 ? "" : `; paused ${spans(certificate.paused)}`
      }`,
    ]),
  ]
}

const spansShown = 3

function spans(intervals: readonly (readonly [string, string])[]): string {
  const shown = intervals.slice(0, spansShown).map(([from, to]) => `${from} to ${to}`)
  const more = intervals.length - shown.length
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}

function verdictsInWords(verdicts: ImportReport["verdicts"]): string[] {
  if (verdicts === null) return []
  const { keptThereMissedHere, missedThereKeptHere } = verdicts.examples
  const named = (some: typeof keptThereMissedHere) =>
    some.length === 0 ? "" : ` (such as ${some.map((each) => each.reference).join(", ")})`
  return [
    "",
    `The former system's own verdict beside the clock ${verdicts.clock}:`,
    `  kept in both: ${verdicts.bothKept}; missed in both: ${verdicts.bothMissed}`,
    `  kept there, missed here: ${verdicts.keptThereMissedHere}${named(keptThereMissedHere)}`,
    `  missed there, kept here: ${verdicts.missedThereKeptHere}${named(missedThereKeptHere)}`,
    ...(verdicts.notComparable === 0 ? [] : [`  not comparable: ${verdicts.notComparable}`]),
  ]
}

function table(header: readonly string[], body: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) => Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()
  return body.length === 0 ? ["No promise was judged."] : [line(header), ...body.map(line)]
}

function percent(part: number, all: number): string {
  return all === 0 ? "" : `${((part / all) * 100).toFixed(1)} %`
}

function daysIn(milliseconds: number): string {
  const hours = milliseconds / 3_600_000
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${(hours / 24).toFixed(1)} days`
}
