// Backups: what other folders may use of them.

export { baseCopy } from "./base-copy.ts"
export type { OnlineBackup } from "./online.ts"
