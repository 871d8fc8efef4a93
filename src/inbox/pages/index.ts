// The pages of letters in.

export { penNavigation, penPages } from "./pen.ts"
