// The words that the public reads: message files by language.

export type { Dates } from "./dates.ts"
export { type Language, type Languages, languages, messagesIn, missingIn, openLanguages } from "./languages.ts"
export { type Message, messageFrom, type Params, placesIn, type Say } from "./message.ts"
