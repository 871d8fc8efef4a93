export * from "./mount.ts"
