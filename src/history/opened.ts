// How the history of a case begins: its contact, kept in the other system's words.

import { type Channel, classification, type EventData, folded, rulesFor, type Unfolding } from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { incidentLifecycle } from "../incidents/index.ts"
import type { Author } from "../people/index.ts"
import type { ContentKeeper, ContentRef } from "../timeline/index.ts"
import type { History } from "./history.ts"
import type { Way } from "./mapping.ts"

/** Which import a case belongs to, and by which version of the charter it is judged. */
export type Judging = {
  readonly import: number
  readonly charter: number
  readonly rules: Rulebook
}

/** The case as it was opened in the other system, then. */
export function openedHistory(history: History, judging: Judging, keeper: ContentKeeper): Unfolding {
  const data = openingOf(history, judging, keeper)
  const by: Author = data.answered ? "elsewhere" : "customer"
  const event = { type: "opened" as const, data, by, at: history.openedAt, seq: 1 }
  return { state: folded(undefined, event), added: [event] }
}

const channelOf: Record<Way, Channel> = {
  "answered-call": "phone",
  call: "phone",
  email: "email",
  web: "web",
  letter: "letter",
}

function openingOf({ key, subject, openedAt, priority }: History, judging: Judging, keeper: ContentKeeper) {
  const { charter } = judging.rules.version(judging.charter)
  const isAnswered = subject.way === "answered-call"
  const keyRef = keeper.keep("key", key)
  const requester = keptRequester(subject.requester, keeper)
  // Redacting who asked must find the words that name them, too.
  const origin = { originContentId: Object.values(requester)[0]?.content ?? keyRef.content }
  const data: EventData["opened"] = {
    kind: incidentLifecycle.kind,
    channel: channelOf[subject.way],
    receivedAt: openedAt,
    queue: charter.queues.first,
    state: incidentLifecycle.first,
    requester,
    subject: keeper.keep("subject", subject.subject, origin),
    body: keeper.keep("body", subject.body, origin),
    files: [],
    answered: isAnswered,
    notices: [],
    ...firstClassification(priority, openedAt, isAnswered, judging),
    imported: { import: judging.import, charter: judging.charter, key: keyRef },
  }
  return data
}

function keptRequester({ name, email, phone }: History["subject"]["requester"], { keep }: ContentKeeper) {
  return {
    ...(name === undefined ? {} : { name: keep("name", name) }),
    ...(email === undefined ? {} : { email: keep("email", email) }),
    ...(phone === undefined ? {} : { phone: keep("phone", phone) }),
  } satisfies Record<string, ContentRef>
}

function firstClassification(priority: History["priority"], at: number, isAnswered: boolean, judging: Judging) {
  if (priority === undefined) return {}
  const moments = {
    receivedAt: at,
    priority: null,
    firstMessageAt: isAnswered ? at : null,
    resolvedAt: null,
    updatedAt: at,
    waits: [],
  }
  const rules = rulesFor({ imported: { ...judging, endedAt: null } }, judging.rules)
  const found = classification({ priority }, moments, {}, rules, at)
  return found === undefined ? {} : { classification: found }
}
