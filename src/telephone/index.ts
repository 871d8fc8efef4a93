// The telephone: what exchanges tell of calls, and what the desk makes of them.

export { tidyCalls } from "./hear.ts"
export { addLine, endLine, type LineVerb, nameUser, renewLine } from "./lines.ts"
export { allLines, type ListedLine } from "./lines-store.ts"
export { type CallOffer, callOffers } from "./offers.ts"
export { telephoneNavigation, telephonePages } from "./pages/calls.ts"
export { telephoneMount } from "./webhook.ts"
