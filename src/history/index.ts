// Histories from other systems: what the command line may use of them.

export { type Imported, type ImportRequest, importLog, type TellProgress } from "./import.ts"
export type { Refusal } from "./log.ts"
export { type Mapping, readMapping } from "./mapping.ts"
export { type ImportReport, importReport } from "./report.ts"
