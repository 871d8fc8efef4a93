// A message: text with named places, like "We received it {when}".

/** Text, and places to be filled. */
export type Message = readonly (string | { readonly place: string })[]

export type Params = Readonly<Record<string, string | number>>

export type Say = (key: string, params?: Params) => string

const place = /\{([a-z][a-zA-Z]*)\}/

export function messageFrom(text: string): Message {
  return text
    .trim()
    .split(place)
    .map((part, index) => (index % 2 === 0 ? part : { place: part }))
}

export function placesIn(message: Message): string[] {
  return message.flatMap((part) => (typeof part === "string" ? [] : part.place))
}

/** What a message says without its places. */
export function textOf(message: Message): string {
  return message.map((part) => (typeof part === "string" ? part : "")).join("")
}
