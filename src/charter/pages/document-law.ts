// The last part of the public document: continuity, security, licences, freedom of information, and the choices made.

import type { Charter, Clause } from "../schema.ts"
import { type Block, clauseBlock, clausesBlock, row, type Section, table } from "./block.ts"
import { measured } from "./document-cases.ts"
import { own, type Speaker } from "./text.ts"

export function lawSections(charter: Charter, speaker: Speaker): Section[] {
  return [continuity, security, licences, freedomOfInformation, choices].map((section) => section(charter, speaker))
}

function continuity({ continuity: { clauses } }: Charter, speaker: Speaker): Section {
  return {
    id: "section_continuity",
    title: speaker.said("charter.continuity.title"),
    blocks: clausesBlock(clauses, speaker),
  }
}

function security(charter: Charter, speaker: Speaker): Section {
  const blocks = timed(charter, charter.security.clauses, speaker)
  return { id: "section_security", title: speaker.said("charter.security.title"), blocks }
}

function licences({ licences: { held, clauses } }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const rows = held.map(({ code, name, what }) =>
    row(`licence_${code.toLowerCase()}`, [own(code), own(name), own(what)]),
  )
  const head = [said("charter.licences.code"), said("charter.licences.licence"), said("charter.licences.what")]
  return {
    id: "section_licences",
    title: said("charter.licences.title"),
    blocks: [table(said("charter.licences.title"), head, rows), ...clausesBlock(clauses, speaker)],
  }
}

function freedomOfInformation(charter: Charter, speaker: Speaker): Section {
  const { said } = speaker
  return {
    id: "section_foi",
    title: said("charter.foi.title"),
    blocks: [
      { sentence: said("charter.foi.form", { form: own(charter.foi.form) }) },
      ...timed(charter, charter.foi.clauses, speaker),
    ],
  }
}

function choices(charter: Charter, { said }: Speaker): Section {
  const rows = charter.choices.map(({ id, question, choice, reason }) =>
    row(id, [own(question), own(choice), own(reason)]),
  )
  const head = [said("charter.choices.question"), said("charter.choices.choice"), said("charter.choices.reason")]
  return {
    id: "section_choices",
    title: said("charter.choices.title"),
    blocks: [table(said("charter.choices.caption"), head, rows)],
  }
}

/** Clauses of which some state a time: it is printed with its calendar. */
function timed(charter: Charter, clauses: readonly Clause[], speaker: Speaker): Block[] {
  const blocks = clauses.map((each) => {
    const { within, calendar } = each
    const figure = within && calendar ? measured(within, calendar, charter, speaker) : undefined
    return clauseBlock(each, speaker, figure)
  })
  return blocks.length === 0 ? [] : [{ clauses: blocks }]
}
