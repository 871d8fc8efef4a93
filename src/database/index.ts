export * from "./database.ts"
export * from "./sql.ts"
