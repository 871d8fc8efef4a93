// The status of services: what other folders may use of it.

export { statusMailWriters } from "./mail.ts"
export { statusNavigation, statusPages } from "./pages/index.ts"
export { paths as statusPaths } from "./paths.ts"
export { type Beginning, beginReport, publishReport, sayMore } from "./report.ts"
export { type ServiceStatus, serviceStatuses, standingIncident } from "./standing.ts"
export { forgetSubscriptions } from "./subscribe.ts"
