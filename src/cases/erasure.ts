// Which contents hold the same words, so that redacting one of them leaves none behind.

import type { ContentRow } from "./content-store.ts"

type Node = Omit<ContentRow, "salt" | "bytes">

// A mail that the desk sent holds the customer's address and name, its subject line the case's subject, and what was attached to it.
const shownInMails = new Set(["subject", "name", "email", "body"])
// A file that came in a letter has the letter as its origin, and was never sent.
const mayHaveBeenSent = ({ kind, originContentId }: Node) =>
  shownInMails.has(kind) || ((kind === "file" || kind === "file-name") && originContentId === null)

/**
 * The content itself, all that was made from it, all that it was taken from (a letter holds every part of itself), and the mails
 * that may quote it. Other parts of the same letter stay.
 */
export function sharingWords(tree: readonly Node[], content: number): number[] {
  const target = tree.find((each) => each.contentId === content)
  if (target === undefined) return []
  const mails = mayHaveBeenSent(target) ? tree.filter((each) => each.kind === "notice") : []
  const all = [target, ...below(tree, content), ...above(tree, target), ...formattedCopies(tree, target), ...mails]
  return [...new Set(all.map((each) => each.contentId))].sort((a, b) => a - b)
}

// The formatted copy of a letter's text holds what was quoted, too.
function formattedCopies(tree: readonly Node[], target: Node): Node[] {
  const bodies = target.kind === "quoted" ? tree.filter((each) => each.originContentId === target.originContentId) : []
  return bodies.flatMap((body) =>
    tree.filter((each) => each.kind === "html" && each.originContentId === body.contentId),
  )
}

function below(tree: readonly Node[], content: number): Node[] {
  const parts = tree.filter((each) => each.originContentId === content)
  return parts.flatMap((each) => [each, ...below(tree, each.contentId)])
}

function above(tree: readonly Node[], node: Node): Node[] {
  const origin = tree.find((each) => each.contentId === node.originContentId)
  return origin === undefined ? [] : [origin, ...above(tree, origin)]
}
