// The words that the public reads: message files by language.

export { type Dates, datesOf } from "./dates.ts"
export {
  type Language,
  type Languages,
  languageCode,
  languages,
  messagesIn,
  missingIn,
  openLanguages,
} from "./languages.ts"
export { type Message, messageFrom, type Params, placesIn, type Say } from "./message.ts"
