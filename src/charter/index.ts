// What other features may use of the charter.

export { amountSaid } from "./amount.ts"
export { charterCalls } from "./api.ts"
export { bookOfOne, type CharterBook, type CharterVersion, charterBook } from "./book.ts"
export { calendarRulesOf } from "./calendars.ts"
export { clauseOf, clausesOf, type PlacedClause } from "./clauses.ts"
export { type CharterData, charterAsData } from "./data.ts"
export type { Finding } from "./finding.ts"
export { findings } from "./findings.ts"
export { type Opening, openingsInWords } from "./openings.ts"
export { charterPages } from "./pages/charter.ts"
export { shape } from "./parts.ts"
export { type Publication, type Published, publishCharter, type Seeded, seedCharter } from "./publish.ts"
export {
  type CharterSource,
  type Examined,
  examinedCharter,
  readCharter,
  readCharterFile,
  readCharterSource,
  readCharterText,
  readStrictly,
  sentenceOf,
} from "./read.ts"
export * from "./schema.ts"
export { targetFor } from "./targets.ts"
export { charterInForce, charterRevision, charterVersions, publishedBook, readCharterBook } from "./versions.ts"
export { amountInWords, forceNames, type RunOfDays, runsOfDays, writtenIn } from "./words.ts"
