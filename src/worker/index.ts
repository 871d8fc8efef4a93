export * from "./worker.ts"
