// Where administration begins: one link to each thing, for those who may.

import { actorOf } from "../../asked.ts"
import type { Page } from "../../page.ts"
import { may, type Right } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"

type Place = { readonly text: string; readonly href: string; readonly about: string; readonly right: Right }
type Group = { readonly heading: string; readonly places: readonly Place[] }

/** Where administration leads: each is a page of the desk. */
export const adminPlaces: readonly Group[] = [
  {
    heading: "People",
    places: [
      {
        text: "Staff",
        href: adminPaths.staff,
        about: "Who signs in, their roles and their teams.",
        right: "manage-staff",
      },
      { text: "Teams", href: adminPaths.teams, about: "Who works in which queue.", right: "manage-staff" },
      {
        text: "Register of roles",
        href: "/desk/register",
        about: "How many people hold which privilege, on any day.",
        right: "see-register",
      },
    ],
  },
  {
    heading: "Work",
    places: [
      {
        text: "Macros",
        href: "/desk/macros",
        about: "Words and moves that are used again and again.",
        right: "share-wording",
      },
      {
        text: "Snippets",
        href: "/desk/snippets",
        about: "Words that are used again and again.",
        right: "share-wording",
      },
      { text: "Views", href: "/desk/views", about: "Lists of cases that are kept and shared.", right: "share-view" },
      { text: "Articles", href: "/desk/articles", about: "Answers that the public finds.", right: "write-articles" },
      {
        text: "Organisations",
        href: "/desk/organisations",
        about: "Who is a contact of which, and sees its cases.",
        right: "keep-organisations",
      },
    ],
  },
  {
    heading: "Other systems",
    places: [
      {
        text: "Mailboxes",
        href: "/desk/admin/mailboxes",
        about: "Where letters are fetched from.",
        right: "manage-mailboxes",
      },
      { text: "API tokens", href: adminPaths.tokens, about: "What lets other systems ask us.", right: "manage-tokens" },
      {
        text: "Webhooks",
        href: adminPaths.webhooks,
        about: "Where other systems are told what happens here.",
        right: "manage-webhooks",
      },
    ],
  },
  {
    heading: "Records",
    places: [
      {
        text: "Audit",
        href: adminPaths.audit,
        about: "Who read what, who changed what, and who was refused.",
        right: "see-audit",
      },
      {
        text: "Continuity",
        href: "/desk/continuity",
        about: "Backups, drills, and mail that is held after a restore.",
        right: "see-continuity",
      },
    ],
  },
  {
    heading: "What the charter decides",
    places: [
      {
        text: "The charter in force",
        href: "/charter",
        about: "Queues, clocks, targets, notices and public pages follow from it, and are not set here.",
        right: "see-cases",
      },
      {
        text: "Try a proposed charter",
        href: "/desk/what-if?days=90",
        about:
          "Its findings with line and clause, what it changes, and the last 90 days replayed under it. A clock that runs keeps the version in which it started.",
        right: "see-replays",
      },
    ],
  },
]

export const homePage: Page = {
  method: "GET",
  path: adminPaths.home,
  audience: "see-audit",
  answer: async (request) => {
    const actor = actorOf(request)
    const shown = adminPlaces
      .map(({ heading, places }) => ({ heading, places: places.filter(({ right }) => may(actor, right)) }))
      .filter(({ places }) => places.length > 0)
    return { view: "admin/pages/home.njk", model: { title: "Administration", groups: shown } }
  },
}
