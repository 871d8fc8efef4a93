import assert from "node:assert/strict"
import { test } from "node:test"
import { sharingWords } from "./erasure.ts"

const tree = [
  { contentId: 1, kind: "letter", originContentId: null },
  { contentId: 2, kind: "body", originContentId: 1 },
  { contentId: 3, kind: "file", originContentId: 1 },
  { contentId: 4, kind: "body", originContentId: null },
  { contentId: 5, kind: "file-name", originContentId: null },
  { contentId: 6, kind: "file", originContentId: null },
  { contentId: 7, kind: "notice", originContentId: null },
]

test("erasing a file that was sent finds the mails that carried it, and leaves the words that it came with", () => {
  assert.deepEqual(sharingWords(tree, 6), [6, 7])
  assert.deepEqual(sharingWords(tree, 5), [5, 7])
})

test("erasing a file that came in a letter finds the letter, and no mail of ours", () => {
  assert.deepEqual(sharingWords(tree, 3), [1, 3])
})
