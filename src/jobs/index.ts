export * from "./job.ts"
export * from "./queues.ts"
export * from "./store.ts"
export * from "./worker.ts"
