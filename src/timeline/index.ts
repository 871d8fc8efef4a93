export * from "./canonical.ts"
export * from "./content.ts"
export * from "./event.ts"
export * from "./registry.ts"
