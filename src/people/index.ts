// People: who is asking, staff and tokens, sign-in, and the audit.

export * from "./actor.ts"
export { type AuditEntry, record } from "./audit.ts"
export { networkOf } from "./network.ts"
<<<<<<< HEAD
export { type ManyReader, manyReadersNoted, noteManyReaders } from "./readers.ts"
export { actorOfSession, endAllSessions, endSession, type Session } from "./sessions.ts"
=======
export { actorOfSession, beginSession, endSession, type Session } from "./sessions.ts"
>>>>>>> 2d0b464 (charter bench: a database of its own, a million open cases, each figure beside a floor)
export { visibleTo } from "./sight.ts"
export { type Credentials, type SignIn, signIn } from "./sign-in.ts"
export { addStaff, type Colleague, disablePerson, findColleague, type NewStaff, namesOf, ownerLabels } from "./staff.ts"
export { actorOfToken, addToken, disableTokens } from "./tokens.ts"
