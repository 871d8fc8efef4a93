// The incident: any event outside the normal operation of a service that interrupts it, or may, or lowers its quality.
// One table gives its states, its legal moves, the right that each needs and its button.

import type { Lifecycle } from "../lifecycle/index.ts"

const open = ["new", "in-progress", "on-hold"]
const ended = ["resolved", "closed"]

export const outcomes = [
  "fixed",
  "workaround",
  "advised",
  "not-a-fault",
  "not-reproduced",
  "duplicate",
  "withdrawn",
] as const
export type Outcome = (typeof outcomes)[number]

export const incidentLifecycle: Lifecycle = {
  kind: "incident",
  first: "new",
  states: [
    { name: "new", group: "open", label: "New" },
    { name: "in-progress", group: "open", label: "In progress" },
    { name: "on-hold", group: "open", label: "On hold" },
    { name: "resolved", group: "ended", label: "Resolved" },
    { name: "closed", group: "ended", label: "Closed" },
  ],
  moves: [
    { name: "reply", right: "reply", from: ["new"], to: "in-progress", label: "Reply", phrase: "be replied to" },
    {
      name: "reply",
      right: "reply",
      from: ["in-progress", "on-hold", "resolved"],
      to: "same",
      label: "Reply",
      phrase: "be replied to",
    },
    {
      name: "note",
      right: "note",
      from: [...open, ...ended],
      to: "same",
      label: "Add a note",
      phrase: "be given a note",
    },
    { name: "classify", right: "classify", from: open, to: "same", label: "Set the priority", phrase: "be classified" },
    { name: "take", right: "assign", from: ["new"], to: "in-progress", label: "Assign", phrase: "be assigned" },
    {
      name: "take",
      right: "assign",
      from: ["in-progress", "on-hold"],
      to: "same",
      label: "Assign",
      phrase: "be assigned",
    },
    { name: "pass", right: "assign", from: open, to: "same", label: "Assign", phrase: "be passed to another team" },
    {
      name: "hold",
      right: "hold",
      from: ["new", "in-progress"],
      to: "on-hold",
      label: "Put on hold",
      phrase: "be put on hold",
    },
    {
      name: "resume",
      right: "resume",
      from: ["on-hold"],
      to: "in-progress",
      label: "Take off hold",
      phrase: "be taken off hold",
    },
    { name: "escalate", right: "escalate", from: open, to: "same", label: "Escalate", phrase: "be escalated" },
    { name: "resolve", right: "resolve", from: open, to: "resolved", label: "Resolve", phrase: "be resolved" },
    { name: "reopen", right: "reopen", from: ended, to: "in-progress", label: "Reopen", phrase: "be reopened" },
    { name: "close", right: "close", from: ["resolved"], to: "closed", label: "Close", phrase: "be closed" },
    { name: "merge", right: "relate", from: open, to: "same", label: "Merge", phrase: "be merged" },
    { name: "split", right: "relate", from: [...open, ...ended], to: "same", label: "Split", phrase: "be split" },
    { name: "join", right: "relate", from: open, to: "same", label: "Make it a child", phrase: "be made a child" },
    { name: "adopt", right: "relate", from: open, to: "same", label: "Children", phrase: "be given children" },
    {
      name: "declare",
      right: "lead",
      from: open,
      to: "same",
      label: "Major incident",
      phrase: "be declared a major incident",
    },
  ],
}
