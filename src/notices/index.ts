export * from "./addresses.ts"
