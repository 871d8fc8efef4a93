// The five answers that are not a bug. Each is mapped once to a page (web/errors.ts) and once to problem+json (api/problem.ts).

export type FieldError = { field: string; message: string }

/** What was sent does not have the right shape: one message a field, in the user's words. */
export class Invalid extends Error {
  readonly fields: FieldError[]
  constructor(fields: FieldError[]) {
    super(fields.map((each) => each.message).join("; "))
    this.fields = fields
  }
}

/** A rule said no. The message is a sentence for the person who asked. */
export class Refused extends Error {}

/** The person is known, and may not do this. */
export class NotAllowed extends Error {
  constructor(message = "You do not have permission to do this.") {
    super(message)
  }
}

/** There is no such thing, or none that this person may see: both look the same. */
export class NotFound extends Error {
  constructor(message = "There is nothing at this address that you can see.") {
    super(message)
  }
}

/** Something is to be asked of the person first, at a page of its own; from there they come back. */
export class AskFirst extends Error {
  readonly path: string
  constructor(path: string) {
    super(`Asked first at ${path}`)
    this.path = path
  }
}

/** Somebody moved the case, or a message came, since the person looked. `changes` are sentences. */
export class Stale extends Error {
  readonly changes: string[]
  constructor(changes: string[]) {
    super("This case has changed since you opened it.")
    this.changes = changes
  }
}

export type Refusal = Invalid | Refused | NotAllowed | NotFound | Stale

export function isRefusal(error: unknown): error is Refusal {
  return [Invalid, Refused, NotAllowed, NotFound, Stale].some((kind) => error instanceof kind)
}
