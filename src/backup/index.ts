// Backups: what other folders may use of them.

export * from "./archive.ts"
export { baseCopy } from "./base-copy.ts"
export { isAnother, syncFolder } from "./folder.ts"
export * from "./list.ts"
export * from "./make.ts"
export type { Manifest } from "./manifest.ts"
export type { OnlineBackup } from "./online.ts"
export { type OwnDatabase, runTool } from "./own-tools.ts"
export * from "./restore.ts"
export { markOf } from "./sealing.ts"
export { verifyBackup } from "./verify.ts"
