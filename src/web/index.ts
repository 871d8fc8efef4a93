// The web entrance: the public listener, its log and its metrics.

export { databaseNavigation, databasePage } from "./database-page.ts"
export { type FormModel, formModel } from "./form-model.ts"
export { type Log, openLog } from "./log.ts"
export { type Listening, openMetrics, Registry, serveMetrics } from "./metrics.ts"
export type { NavigationItem } from "./navigation.ts"
export type { Check, Mount, WebOptions } from "./options.ts"
export { printable } from "./printable.ts"
export { addReplicaMetrics, replicaChecks } from "./replica.ts"
export { webServer } from "./server.ts"
export { settingsPages } from "./settings-page.ts"
export { type Shortcut, shortcuts } from "./shortcuts.ts"
export { type RunningWeb, type StartOptions, startWeb, type WebPlace } from "./start.ts"
