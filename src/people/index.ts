// People: who is asking, staff and tokens, sign-in, and the audit.

export * from "./actor.ts"
export {
  actorOfSession,
  beginSession,
  endSession,
  endSessionsOf,
  forgetEndedSessions,
  type Session,
} from "./sessions.ts"
