// The pages of letters in.

export { mailboxAdminPages } from "./mailboxes.ts"
export { penNavigation, penPages } from "./pen.ts"
