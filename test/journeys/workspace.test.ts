import { after, describe, test } from "node:test"
import { place, skip } from "./place.ts"
import {
  callIsLogged,
  caseOpensBesideQueue,
  disabledLeavesNothing,
  keysAreOnesOwn,
  paletteLeadsAnywhere,
  publicPagesStand,
  queueDoesNotJump,
  sentWordsAreGone,
  wordsAreKept,
  worksWithoutScripts,
} from "./workspace.ts"

describe("journeys in the workspace", { skip }, async () => {
  if (skip) return
  const here = await place("2026-03-27T09:00+00:00")
  after(() => here.close())
  const priya = await here.hire("Priya Nair", "adviser")

  test("what comes into the queue is offered, and nothing in it moves", () => queueDoesNotJump(here, priya))
  test("a case opens beside the queue by keys, and follows what others do", () => caseOpensBesideQueue(here, priya))
  test("a reply that is being written stays while its case changes", () => wordsAreKept(here, priya))
  test("what was sent in haste is no draft, and its undo is at hand", () => sentWordsAreGone(here, priya))
  test("of a case nothing stays on the screen of somebody who was disabled", () => disabledLeavesNothing(here))
  test("a call is logged with at most 12 keystrokes beyond its words", () => callIsLogged(here, priya))
  test("the palette goes, searches and acts", () => paletteLeadsAnywhere(here, priya))
  test("keys are shown, given to other actions, and switched off", () => keysAreOnesOwn(here, priya))
  test("nothing moves on the public's pages once they are shown", () => publicPagesStand(here))
  test("everything is there without scripts", () => worksWithoutScripts(here, priya))
})
