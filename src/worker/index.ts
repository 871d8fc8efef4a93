export { everySecond, type Rounds } from "./every.ts"
export { addDeskMetrics } from "./metrics.ts"
export { reachable } from "./reachable.ts"
export * from "./worker.ts"
