// People: who is asking, staff and tokens, sign-in, and the audit.

export * from "./actor.ts"
export { type AuditEntry, record } from "./audit.ts"
export { networkOf } from "./network.ts"
export { type ManyReader, manyReadersNoted, noteManyReaders } from "./readers.ts"
export { actorOfSession, beginSession, endAllSessions, endSession, type Session } from "./sessions.ts"
export { visibleTo } from "./sight.ts"
export { type Credentials, type SignIn, signIn } from "./sign-in.ts"
export { addStaff, type Colleague, disablePerson, findColleague, type NewStaff, namesOf, ownerLabels } from "./staff.ts"
export { actorOfToken, addToken, disableTokens } from "./tokens.ts"
