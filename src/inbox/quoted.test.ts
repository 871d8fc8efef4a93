import assert from "node:assert/strict"
import { test } from "node:test"
import { processorTime } from "../../test/support/machine.ts"
import { splitQuoted } from "./quoted.ts"

const answer = "It still does not work.\n\nRegards, Pat"
const earlier = "Please try again.\nThe desk"
const marked = "> Please try again.\n> The desk"

const introductions = [
  "On Fri, 27 Mar 2026 at 16:30, The Desk <desk@college.example> wrote:",
  "On 27 Mar 2026, at 16:30, The Desk <desk@college.example> wrote:",
  "On 27/03/2026 16:30, The Desk wrote:",
  "On Fri, 27 Mar 2026 at 16:30, The Desk\n<desk@college.example> wrote:",
  "On Fri, 27 Mar 2026, The Desk\n<desk@college.example>\nwrote:",
  "Le ven. 27 mars 2026 à 16:30, The Desk <desk@college.example> a écrit :",
  "Am 27.03.2026 um 16:30 schrieb The Desk <desk@college.example>:",
  "The Desk <desk@college.example> schrieb am Fr., 27. März 2026, 16:30:",
  "El vie, 27 mar 2026 a las 16:30, The Desk (<desk@college.example>) escribió:",
  "Il giorno ven 27 mar 2026 alle ore 16:30 The Desk <desk@college.example> ha scritto:",
  "Op vr 27 mrt. 2026 om 16:30 schreef The Desk <desk@college.example>:",
  "Em sex., 27 de mar. de 2026 às 16:30, The Desk <desk@college.example> escreveu:",
  "Den fre 27 mars 2026 kl 16:30 skrev The Desk <desk@college.example>:",
  "pt., 27 mar 2026 o 16:30 The Desk <desk@college.example> napisał(a):",
  "пт, 27 мар. 2026 г. в 16:30, The Desk <desk@college.example>:",
  "27 березня 2026 р. о 16:30 The Desk <desk@college.example> написав:",
  "2026年3月27日(金) 16:30 The Desk <desk@college.example>:",
  "2026-03-27 16:30 GMT+00:00 The Desk <desk@college.example>:",
]

for (const introduction of introductions) {
  test(`"${introduction.replaceAll("\n", " / ")}" begins a quotation, marked or not`, () => {
    for (const quotation of [marked, earlier]) {
      const split = splitQuoted(`${answer}\n\n${introduction}\n${quotation}`)
      assert.equal(split.fresh, answer)
      assert.equal(split.quoted, `${introduction}\n${quotation}`)
    }
  })
}

const headerBlocks = [
  "-----Original Message-----\nFrom: The Desk",
  "-------- Message d'origine --------\nDe : The Desk",
  "-----Ursprüngliche Nachricht-----\nVon: The Desk",
  "---------- Forwarded message ---------\nFrom: The Desk",
  "________________________________\nFrom: The Desk <desk@college.example>\nSent: 27 March 2026 16:30\nTo: Pat\nSubject: Your case",
  "From: The Desk <desk@college.example>\nSent: 27 March 2026 16:30\nTo: Pat\nSubject: Your case",
  "*From:* The Desk\n*Date:* Friday\n*To:* Pat\n*Subject:* Your case",
  "De : The Desk\nEnvoyé : vendredi 27 mars 2026\nÀ : Pat\nObjet : Votre dossier",
  "Von: The Desk\nGesendet: Freitag, 27. März 2026\nAn: Pat\nBetreff: Ihr Fall",
]

for (const block of headerBlocks) {
  test(`a quoted header that begins "${block.slice(0, 40).replaceAll("\n", " / ")}" folds what follows`, () => {
    const split = splitQuoted(`${answer}\n\n${block}\n\n${earlier}`)
    assert.equal(split.fresh, answer)
    assert.ok(split.quoted.startsWith(block))
  })
}

test("an answer below the quotation is found there", () => {
  const split = splitQuoted(`On 27/03/2026 16:30, The Desk wrote:\n${marked}\n\n${answer}`)
  assert.equal(split.fresh, answer)
  assert.match(split.quoted, /^On 27\/03\/2026/)
})

test("answers between quoted lines keep the lines that they answer", () => {
  const text = "Hello,\n\n> First question?\nYes.\n> Second question?\nNo.\n\n> The desk"
  const split = splitQuoted(text)
  assert.equal(split.fresh, "Hello,\n\n> First question?\nYes.\n> Second question?\nNo.")
  assert.equal(split.quoted, "> The desk")
})

test("a quoted line that was wrapped on its way takes its last words along", () => {
  const long = `> ${"word ".repeat(15)}`
  const split = splitQuoted(
    `${answer}\n\nOn 27/03/2026 16:30, The Desk wrote:\n${long}\nlast words\n> more\n${long}\nof it`,
  )
  assert.equal(split.fresh, answer)
})

test("an introduction may lack its colon, if it has both a date and an address", () => {
  const split = splitQuoted(
    `${answer}\n\nOn Wed, 14 Nov 2018 08:14:43 -0200 Pat <pat@force.example> wrote\n\n${earlier}`,
  )
  assert.equal(split.fresh, answer)
})

const notQuotations = [
  "On Monday I wrote to you and nobody answered.\nPlease call me.",
  "On the one hand it works: sometimes.\nOn the other it does not.",
  "From: here to there it is five miles.\nTo get there, take the bus.",
  "See https://x.example/wrote: it says so.",
  "The list:\n- a\n- b\n--\nPat",
  "> only this was sent",
  "---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: x\nSubject: y\n\nCan you help them?",
]

for (const text of notQuotations) {
  test(`nothing is folded in ${JSON.stringify(text.slice(0, 50))}`, () => {
    assert.deepEqual(splitQuoted(text), { fresh: text, quoted: "" })
  })
}

test("nothing is lost: every line stands in one of the two", () => {
  const text = `${answer}\n\nOn 27/03/2026 16:30, The Desk wrote:\n${marked}`
  const { fresh, quoted } = splitQuoted(text)
  for (const line of text.split("\n")) assert.ok(`${fresh}\n${quoted}`.includes(line))
})

const bombs: [what: string, text: string][] = [
  ["quote marks in one line", ">".repeat(1_000_000)],
  ["quoted lines", "> x\n".repeat(250_000)],
  ["one line of introductions", "On Mon 2014 a@b.example wrote ".repeat(30_000)],
  ["introductions that never end", "On Mon, 5 May 2014 at 12:00, a <a@b.example>\n".repeat(20_000)],
  ["headers that never end", "From: a\n".repeat(100_000)],
  ["dashes", "-".repeat(1_000_000)],
  ["blank lines", "\n".repeat(1_000_000)],
  ["spaces", " ".repeat(1_000_000)],
]

for (const [what, text] of bombs) {
  test(`A26: a megabyte of ${what} is split in under a second`, () => {
    const spent = processorTime()
    splitQuoted(text)
    assert.ok(spent() < 1000)
  })
}
