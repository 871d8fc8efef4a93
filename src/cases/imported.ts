// A case whose history was imported from another system: which version of the charter judges it, and until when it is kept silent.

import type { ClockHappening, Rulebook } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { CaseState } from "./state.ts"

/**
 * The rules as they hold for a case. A promise that was made before the import of the case ended is judged by the version that the import
 * named, whatever its date; a later one, such as a review that starts anew, by the version in force (contract: "charter version").
 * Ask with the rules as published, never with those of an earlier state of the case.
 */
export function rulesFor({ imported }: Pick<CaseState, "imported">, rules: Rulebook): Rulebook {
  if (imported === undefined) return rules
  const named = rules.version(imported.charter)
  const endedAt = imported.endedAt ?? Number.POSITIVE_INFINITY
  return { ...rules, versionAt: (at) => (at < endedAt ? named : rules.versionAt(at)) }
}

/** Whether the import of the case goes on: what has fallen due is recorded, and nobody is told. */
export function isImporting({ imported }: Pick<CaseState, "imported">): boolean {
  return imported !== undefined && imported.endedAt === null
}

/** Until when nothing is announced of a case: undefined for a case of our own. */
export function quietUntil({ imported }: Pick<CaseState, "imported">): EpochMilliseconds | undefined {
  return imported === undefined ? undefined : (imported.endedAt ?? Number.POSITIVE_INFINITY)
}

/** An outcome as it is recorded while the case is being imported. */
export function recordedAsImported(happening: ClockHappening): ClockHappening {
  switch (happening.type) {
    case "clock-met":
      return { ...happening, data: { ...happening.data, imported: true } }
    case "clock-missed":
      return { ...happening, data: { ...happening.data, imported: true } }
    default:
      return happening
  }
}
