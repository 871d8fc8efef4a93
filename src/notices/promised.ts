// A promise in the customer's words, in messages and on pages alike. Each clause binds as it says and no more: nobody is promised what
// the charter does not.

import type { ClockName, Force } from "../charter/index.ts"
import { deadlineInWords, type EpochMilliseconds } from "../time/index.ts"

/** What each clock is the time for: "put it right". */
export const deeds: Readonly<Record<ClockName, string>> = {
  respond: "reply to you",
  restore: "put it right",
  "first-reply": "reply to you",
  review: "tell you how far we are",
  progress: "tell you how far we are",
}

/** "We expect to reply to you by 5pm on Friday 27 March 2026." */
export function promiseInWords(clock: ClockName, force: Force, dueAt: EpochMilliseconds, zone?: string): string {
  return `${promises[force]} ${deeds[clock]} ${deadlineInWords(dueAt, zone)}.`
}

const promises: Readonly<Record<Force, string>> = {
  will: "We will",
  expected: "We expect to",
  endeavour: "We will endeavour to",
  aim: "We aim to",
  "where-possible": "Where possible, we will",
  indicative: "As a guide, we will",
}
