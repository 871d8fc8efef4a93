// Who is in the demonstration week: the staff of the desk, and the people of a fictional force and a fictional college.

import { createHmac } from "node:crypto"
import type { Requester } from "../cases/index.ts"
import type { Role } from "../people/index.ts"

export const staff = {
  priya: { name: "Priya Nair", email: "priya.nair@desk.example", role: "adviser" },
  tom: { name: "Tom Ashby", email: "tom.ashby@desk.example", role: "adviser" },
  grace: { name: "Grace Okafor", email: "grace.okafor@desk.example", role: "team-leader" },
  marek: { name: "Marek Dvorak", email: "marek.dvorak@desk.example", role: "engineer" },
  helen: { name: "Helen Strand", email: "helen.strand@desk.example", role: "engineer" },
  ines: { name: "Ines Moreau", email: "ines.moreau@desk.example", role: "auditor" },
  sam: { name: "Sam Whitlock", email: "sam.whitlock@desk.example", role: "administrator" },
} as const satisfies Record<string, { name: string; email: string; role: Role }>

export type StaffName = keyof typeof staff

/** Northmere Police holds a licence; so does Thornleigh Training College. */
export const customers = {
  rosa: { name: "Sergeant Rosa Lindqvist", email: "rosa.lindqvist@northmere.example", phone: "01632 960 114" },
  owen: { name: "Owen Tait", email: "owen.tait@northmere.example", phone: "01632 960 127" },
  amir: { name: "Amir Haddad", email: "amir.haddad@northmere.example", phone: "01632 960 140" },
  joan: { name: "Joan Ferris", email: "joan.ferris@northmere.example" },
  fiona: { name: "Dr Fiona Marsh", email: "fiona.marsh@thornleigh.example", phone: "01632 960 301" },
  ben: { name: "Ben Carrow", email: "ben.carrow@thornleigh.example" },
  wanda: { name: "Wanda Kay", email: "wanda.kay@thornleigh.example", phone: "01632 960 318" },
  lily: { name: "Lily Penrose", email: "lily.penrose@post.example" },
  arthur: { name: "Arthur Bell", phone: "01632 960 772" },
} as const satisfies Record<string, Requester>

/**
 * The password of a member of staff: made from the desk's own key, so that no two desks have the same, and so that a later start can
 * print it again although it is kept nowhere.
 */
export function passwordOf(secretKey: Buffer, email: string): string {
  const digest = createHmac("sha256", secretKey).update(`demonstration password of ${email}`).digest()
  return Array.from({ length: 4 }, (_, word) => lettersOf(digest.subarray(word * 5, word * 5 + 5))).join("-")
}

// Letters and digits that nobody mistakes for one another when they are read out.
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"

function lettersOf(bytes: Buffer): string {
  return [...bytes].map((byte) => alphabet.charAt(byte % alphabet.length)).join("")
}
