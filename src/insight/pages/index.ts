// The what-if pages: propose a charter, look at what it changes, replay the cases under it, read what would have been.

import type { Page } from "../../page.ts"
import { proposalPath, proposalsPath, replayPath, replaysPath, whatIfPath } from "../paths.ts"
import { proposal, startReplay } from "./proposal.ts"
import { form, proposeCharter } from "./propose.ts"
import { replay } from "./replay.ts"

export const whatIfNavigation = { text: "What if", href: whatIfPath, audience: "see-replays" } as const

export const whatIfPages: readonly Page[] = [
  { method: "GET", path: whatIfPath, audience: "see-replays", answer: (request) => form(request) },
  { method: "POST", path: proposalsPath, audience: "replay", answer: proposeCharter },
  { method: "GET", path: proposalPath(":proposal"), audience: "see-replays", answer: (request) => proposal(request) },
  { method: "POST", path: replaysPath(":proposal"), audience: "replay", answer: startReplay },
  { method: "GET", path: replayPath(":replay"), audience: "see-replays", answer: replay },
]
