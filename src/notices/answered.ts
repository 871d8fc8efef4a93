// The letter that a message answers: its Message-ID and what it refers to, so that the customer's mail program keeps them together.

/** How much of a letter is read for this: its header is nearly always shorter, and a longer one is merely not referred to. */
export const letterHeadBytes = 65536

const idsLimit = 20
const lengthLimit = 250

export type Answered = { readonly inReplyTo: string; readonly references: string[] }

/** What to put into In-Reply-To and References (RFC 5322 section 3.6.4); undefined where the letter has no usable Message-ID. */
export function answeredIn(letterHead: Buffer | null): Answered | undefined {
  if (letterHead === null) return undefined
  const header = headerOf(letterHead.toString("latin1"))
  const [inReplyTo] = messageIds(field(header, "message-id"))
  if (inReplyTo === undefined) return undefined
  const before = messageIds(field(header, "references") || field(header, "in-reply-to"))
  const references = [...new Set([...before.filter((each) => each !== inReplyTo), inReplyTo])]
  return { inReplyTo, references: references.slice(-idsLimit) }
}

function headerOf(text: string): string {
  const end = /\r?\n\r?\n|\r\r/.exec(text)
  return (end === null ? text : text.slice(0, end.index)).replace(/(\r\n|\n|\r)[ \t]+/g, " ")
}

function field(header: string, name: string): string {
  return new RegExp(`(?:^|[\\r\\n])${name}[ \\t]{0,20}:([^\\r\\n]*)`, "i").exec(header)?.[1] ?? ""
}

// What is not plainly an id is not repeated: it came from outside and goes into our header.
function messageIds(value: string): string[] {
  const found = value.match(/<[!-;=?-~]{1,500}@[!-;=?-~]{1,500}>/g) ?? []
  return found.filter((each) => each.length <= lengthLimit)
}
