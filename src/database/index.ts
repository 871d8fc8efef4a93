export { checkDatabase, hasChecksums } from "./check.ts"
export { copiedOut } from "./copy.ts"
export * from "./database.ts"
export { type Embedded, type EmbeddedOptions, startEmbedded } from "./embedded.ts"
export { type Adoption, beginAdoption, discardScratch } from "./embedded-adopted.ts"
export { NotStarted, type PrivateServer, startPrivately } from "./embedded-private.ts"
export { embeddedExists } from "./embedded-record.ts"
export { deskRole } from "./embedded-roles.ts"
export { bringUpToDate, isMigrated, type MigrateOptions, migrate, unknownMigrations } from "./migrate.ts"
export { ownerClient } from "./owner.ts"
export { perDatabase } from "./per-database.ts"
export { type DatabasePlace, openPlace, type PlaceSettings } from "./place.ts"
export { beyondAll, type Position, positionFrom, positionText } from "./position.ts"
export { lockPreparing, type Presence, type PresentProcess, presentProcesses, showPresence } from "./presence.ts"
export {
  openReplica,
  primaryOnly,
  type Read,
  type ReadPlaces,
  type ReplicaOptions,
  type ReplicaReport,
} from "./replica.ts"
export { repeatable, retriedOnConflict } from "./retry.ts"
export { deskIsRunning } from "./running.ts"
export * from "./sql.ts"
export { together } from "./together.ts"
export { isConflict, isDamaged, isDiskFull, isLost, isUnavailable } from "./unavailable.ts"
