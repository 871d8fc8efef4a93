// The instant as the core knows it.

/** Whole milliseconds since 1970-01-01T00:00Z. Civil time exists only inside calendars and in what people read. */
export type EpochMilliseconds = number

/** Where instants are told, and where bare local times are read, unless a calendar has a zone of its own. */
export const deskZone = "Europe/London"

/** One source of the present moment, handed to the entrances; below them `at` is an argument. */
export type Now = () => EpochMilliseconds
