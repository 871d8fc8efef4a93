export * from "./addresses.ts"
export * from "./letterhead.ts"
export * from "./notice.ts"
export { deadlineInWords, instantInWords } from "./when.ts"
