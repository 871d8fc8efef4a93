// How much may be attached: stated here once, for the form, the upload and the message that carries it.

/** Files of one message, bytes of one file, bytes of all files of one message. Base64 adds a third; most relays take 35 MB. */
export const fileLimits = { count: 10, bytes: 10 * 1024 * 1024, altogetherBytes: 20 * 1024 * 1024 } as const

/** What somebody may have uploaded and not yet sent: a limit for mishaps, not for work. */
export const unsentLimits = { count: 100, bytes: 200 * 1024 * 1024 } as const

/** The limits as a hint of a form says them. */
export const fileLimitWords = `Up to ${fileLimits.count} files, each ${fileLimits.bytes / 1024 / 1024} MB or smaller, ${fileLimits.altogetherBytes / 1024 / 1024} MB together.`
