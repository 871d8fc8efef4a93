// The last part of the public document: continuity, security, licences, freedom of information, and the choices made.

import type { Charter, Clause } from "../schema.ts"
import { type Block, clauseBlock, clausesBlock, row, type Section, table } from "./block.ts"
import { measured } from "./document-cases.ts"

export function lawSections(charter: Charter): Section[] {
  return [continuity(charter), security(charter), licences(charter), freedomOfInformation(charter), choices(charter)]
}

function continuity({ continuity: { clauses } }: Charter): Section {
  return { id: "section_continuity", title: "Continuity", blocks: clausesBlock(clauses) }
}

function security(charter: Charter): Section {
  return { id: "section_security", title: "Security", blocks: timed(charter, charter.security.clauses) }
}

function licences({ licences: { held, clauses } }: Charter): Section {
  const rows = held.map((each) => row(`licence_${each.code.toLowerCase()}`, [each.code, each.name, each.what]))
  return {
    id: "section_licences",
    title: "Licences",
    blocks: [table("Licences", ["Code", "Licence", "What it is for"], rows), ...clausesBlock(clauses)],
  }
}

function freedomOfInformation(charter: Charter): Section {
  return {
    id: "section_foi",
    title: "Freedom of information",
    blocks: [
      { sentence: `A request has a reference of the form ${charter.foi.form}.` },
      ...timed(charter, charter.foi.clauses),
    ],
  }
}

function choices(charter: Charter): Section {
  return {
    id: "section_choices",
    title: "Where a promise can be read in two ways, and what we chose",
    blocks: [
      table(
        "Choices",
        ["Question", "Choice", "Reason"],
        charter.choices.map((each) => row(each.id, [each.question, each.choice, each.reason])),
      ),
    ],
  }
}

/** Clauses of which some state a time: it is printed with its calendar. */
function timed(charter: Charter, clauses: readonly Clause[]): Block[] {
  const blocks = clauses.map((each) =>
    clauseBlock(each, each.within && each.calendar ? measured(each.within, each.calendar, charter) : undefined),
  )
  return blocks.length === 0 ? [] : [{ clauses: blocks }]
}
