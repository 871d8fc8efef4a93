export * from "./diagram.ts"
export * from "./lifecycle.ts"
