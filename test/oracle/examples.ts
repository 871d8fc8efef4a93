/** Worked out by hand from the contract's words, with a calendar on the wall. Each is what both sides must say. */
import type { Answer, Question } from "./oracle.ts"

export interface Example {
  sentence: string
  verb: "due" | "elapsed"
  question: Question
  answer: Answer
}

const office = "contact-centre"
const foi = "freedom-of-information"

function due(sentence: string, calendar: string, question: Question, answer: string, assumed?: true): Example {
  const said: Answer = answer === "error" ? answer : { due: answer, ...(assumed && { assumed }) }
  return { sentence, verb: "due", question: { calendar, ...question }, answer: said }
}

function elapsed(sentence: string, calendar: string, question: Question, answer: string): Example {
  const said: Answer = answer === "error" ? answer : { elapsed: answer }
  return { sentence, verb: "elapsed", question: { calendar, ...question }, answer: said }
}

const [friday, monday] = ["2026-03-27T16:30+00:00", "2026-03-30T09:00+01:00"]
const [funeral, match] = [
  { from: "2022-09-16T12:00+01:00", for: "8h" },
  { from: "2026-06-12T12:00Z", for: "1wd" },
]

const workingTime = [
  due("an hour from Friday 16:30 is Monday 08:30", office, { from: friday, for: "1h" }, "2026-03-30T08:30:00+01:00"),
  due("8 h from 09:00 is 17:00", office, { from: "2026-03-26T09:00Z", for: "8h" }, "2026-03-26T17:00:00+00:00"),
  due("18:00 counts from 08:00", office, { from: "2026-03-25T18:00Z", for: "1h" }, "2026-03-26T09:00:00+00:00"),
  due("milliseconds stay", office, { from: "2026-03-26T16:59:59.999Z", for: "30m" }, "2026-03-27T08:29:59.999+00:00"),
  due("finer digits go", office, { from: "2026-03-26T09:00:00.0019Z", for: "1h" }, "2026-03-26T10:00:00.001+00:00"),
  due("days without hours have 24", foi, { from: "2026-03-27T10:00", for: "24h" }, "2026-03-30T10:00:00+01:00"),
  due(
    "overlapping pauses count once",
    office,
    {
      from: monday,
      for: "1h",
      pauses: [
        ["2026-03-30T09:30", "2026-03-30T11:00"],
        ["2026-03-30T10:00", "2026-03-30T12:00"],
      ],
    },
    "2026-03-30T12:30:00+01:00",
  ),
]

const workingDays = [
  due("a Saturday is day 0", office, { from: "2026-03-28T10:00Z", for: "2wd" }, "2026-03-31T17:00:00+01:00"),
  due(
    "a day wholly paused is passed over",
    office,
    { from: "2026-03-28T10:00Z", for: "2wd", pauses: [["2026-03-30T08:00", "2026-03-30T17:00"]] },
    "2026-04-01T17:00:00+01:00",
  ),
  due(
    "a day paused but for a millisecond is not",
    office,
    { from: "2026-03-28T10:00Z", for: "2wd", pauses: [["2026-03-30T08:00:00.001", "2026-03-30T17:00"]] },
    "2026-03-31T17:00:00+01:00",
  ),
  due(
    "a pause over the last closing moves nothing",
    office,
    { from: monday, for: "1wd", pauses: [["2026-03-31T16:00", "2026-04-01T09:00"]] },
    "2026-03-31T17:00:00+01:00",
  ),
  due("the zone says which day", foi, { from: "2026-07-06T23:30Z", for: "1wd" }, "2026-07-09T00:00:00+01:00"),
]

const months = [
  due("30 November and 3 months", office, { from: "2025-11-30T10:00Z", for: "3mo" }, "2026-03-02T17:00:00+00:00"),
  due("the leap day ends February", office, { from: "2028-01-31T10:00Z", for: "1mo" }, "2028-02-29T17:00:00+00:00"),
  due("Easter moves it", office, { from: "2026-02-03T10:00Z", for: "2mo" }, "2026-04-07T17:00:00+01:00"),
  due(
    "pauses move no month",
    office,
    { from: "2028-01-31T10:00Z", for: "1mo", pauses: [["2028-02-28T08:00", "2028-03-10T09:00"]] },
    "2028-02-29T17:00:00+00:00",
  ),
]

const knowledge = [
  due(
    "the day before it was known",
    office,
    { ...funeral, knownAt: "2022-09-08T23:59:59.999" },
    "2022-09-19T11:00:00+01:00",
  ),
  due("from its first moment", office, { ...funeral, knownAt: "2022-09-09T00:00" }, "2022-09-20T11:00:00+01:00"),
  due("unknown in Scotland", foi, { ...match, knownAt: "2026-02-24T23:59:59.999Z" }, "2026-06-16T00:00:00+01:00"),
  due("known in Scotland", foi, { ...match, knownAt: "2026-02-25T00:00Z" }, "2026-06-17T00:00:00+01:00"),
  due("Scotland is not England", office, { ...match, knownAt: "2026-03-01T00:00Z" }, "2026-06-15T17:00:00+01:00"),
  due("2029 is assumed", office, { from: "2028-12-29T10:00Z", for: "1wd" }, "2029-01-01T17:00:00+00:00", true),
  due("2100 is not after 2100", office, { from: "2100-12-30T10:00Z", for: "1wd" }, "2100-12-31T17:00:00+00:00", true),
  due("2010 is assumed", foi, { from: "2010-12-31T10:00Z", for: "1wd" }, "2011-01-06T00:00:00+00:00", true),
]

const spans = [
  elapsed("more than a day in hours", office, { from: "2026-03-23T08:00Z", to: "2026-03-25T15:30Z" }, "PT25H30M"),
  elapsed("an instant to itself", office, { from: friday, to: friday }, "PT0S"),
  elapsed("a weekend is nothing", office, { from: "2026-03-27T17:00Z", to: "2026-03-30T08:00+01:00" }, "PT0S"),
  elapsed("milliseconds", office, { from: "2026-03-26T16:59:59.999Z", to: "2026-03-27T08:00:00.001Z" }, "PT0.002S"),
  elapsed("the night of the clocks", foi, { from: "2026-03-27T00:00", to: "2026-03-31T00:00" }, "PT48H"),
  elapsed(
    "pauses are taken out",
    office,
    { from: monday, to: "2026-03-31T09:00+01:00", pauses: [["2026-03-30T16:00", "2026-03-31T08:30"]] },
    "PT7H30M",
  ),
]

const errors = [
  due("nothing to count", office, { from: friday, for: "0m" }, "error"),
  due("no whole number", office, { from: friday, for: "1.5h" }, "error"),
  due("an empty pause", office, { from: friday, for: "1h", pauses: [[friday, friday]] }, "error"),
  due("so for months", office, { from: friday, for: "1mo", pauses: [[friday, friday]] }, "error"),
  due("the first deadline after 2100", office, { from: "2100-12-30T10:00Z", for: "2wd" }, "error"),
  due("after 2100", office, { from: friday, for: "900mo" }, "error"),
  due(
    "a pause that ends before it begins, once the skipped hour is read as the hour after it",
    foi,
    { from: friday, for: "1h", pauses: [["2026-03-29T01:30", "2026-03-29T02:15"]] },
    "error",
  ),
  elapsed("backwards", office, { from: friday, to: "2026-03-27T16:29:59.999Z" }, "error"),
]

export const examples: Example[] = [...workingTime, ...workingDays, ...months, ...knowledge, ...spans, ...errors]
