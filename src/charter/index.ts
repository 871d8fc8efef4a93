// What other features may use of the charter.

export * from "./schema.ts"
