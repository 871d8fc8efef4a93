// What happened, in a sentence for the customer: the public's counterpart of the sentences that staff read.

import type { CaseEvent, ShownEvent, TimelineEntry } from "../cases/index.ts"
import type { Charter } from "../charter/index.ts"
import type { Author } from "../people/index.ts"
import type { Language, Say } from "../words/index.ts"

export type ToldWith = {
  readonly language: Language
  readonly charter: Charter
  readonly references: ReadonlyMap<number, string>
}

/** The sentence of an entry that is for all; where the message files have none, the one that staff read. */
export function toldSentence({ event, sentence }: TimelineEntry, telling: ToldWith): string {
  return event.type === "newer" ? sentence : (sentenceOf(event, telling) ?? plainly(event, telling) ?? sentence)
}

/** The cases that the sentence of an event names. */
export function casesNamed(event: ShownEvent): number[] {
  if (event.type === "followed") return [event.data.by]
  return event.type === "opened" && event.data.follows !== undefined ? [event.data.follows] : []
}

type Opened = Extract<CaseEvent, { type: "opened" }>["data"]
type Held = Extract<CaseEvent, { type: "held" }>["data"]

function sentenceOf(event: CaseEvent, { language, charter, references }: ToldWith): string | undefined {
  const { say, dates } = language
  const by = authorSaid(event.by, say)
  switch (event.type) {
    case "opened":
      return openedSaid(event.data, say, references)
    case "wrote":
      return say(`told.wrote.${event.data.channel}`)
    case "classified":
      return say("told.classified", { by, priority: event.data.priority })
    case "replied":
      return say(event.data.to.length === 0 ? "told.replied-unsent" : "told.replied", { by })
    case "held":
      return heldSaid(event.data, by, language)
    case "resumed":
      return say(`told.resumed.${event.data.because}`, { by })
    case "escalated":
      return say(`told.escalated.${event.data.because}`, { by, queue: queueName(charter, event.data.queue) })
    case "reopened":
      return say(`told.reopened.${event.data.because}`, { by })
    case "followed":
      return say("told.followed", { reference: references.get(event.data.by) ?? say("told.other-case") })
    case "clock-moved":
      return say("told.clock-moved", { deadline: dates.deadline(event.data.to) })
    default:
      return undefined
  }
}

// An event that needs nothing but who did it.
function plainly(event: CaseEvent, { language: { has, say } }: ToldWith): string | undefined {
  const key = `told.${event.type}`
  return has(key) ? say(key, { by: authorSaid(event.by, say) }) : undefined
}

function openedSaid(data: Opened, say: Say, references: ReadonlyMap<number, string>): string {
  const { follows } = data
  const channel = say(`told.opened.${data.channel}`)
  const former = data.imported === undefined ? channel : say("told.opened.former", { opened: channel })
  const reference = follows === undefined ? undefined : (references.get(follows) ?? say("told.other-case"))
  const after = reference === undefined ? former : say("told.opened.following", { opened: former, reference })
  const { priority } = data.classification ?? {}
  const whole = priority === undefined ? after : say("told.opened.priority", { opened: after, priority })
  return say("told.opened.end", { opened: whole })
}

function heldSaid(data: Held, by: string, { say, dates }: Language): string {
  return data.until === undefined
    ? say(`told.held.${data.for}`, { by })
    : say(`told.held-until.${data.for}`, { by, until: dates.moment(data.until) })
}

// The public learns that an adviser wrote, not which one.
function authorSaid(by: Author, say: Say): string {
  if (by === "customer") return say("told.by.customer")
  if (by === "system") return say("told.by.desk")
  return say(by === "elsewhere" ? "told.by.former" : "told.by.adviser")
}

function queueName({ queues }: Charter, id: string): string {
  return queues.teams.find((each) => each.id === id)?.name ?? id
}
