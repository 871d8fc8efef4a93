// The demonstration week: fictional people of a fictional force and college doing plausible things.

export { fillDemonstration } from "./fill.ts"
