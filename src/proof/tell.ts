// Whom a verification tells.

/** Told of each difference: of a case (by its number), or of something named otherwise. */
export type TellProof = (about: string | number, what: string) => void
