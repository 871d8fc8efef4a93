// Where administration begins: one link to each thing, for those who may.

import { actorOf } from "../../asked.ts"
import { NotAllowed } from "../../errors.ts"
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
        right: "write-wording",
      },
      {
        text: "Snippets",
        href: "/desk/snippets",
        about: "Words that are used again and again.",
        right: "write-wording",
      },
      { text: "Views", href: "/desk/views", about: "Lists of cases that are kept and shared.", right: "share-view" },
      { text: "Articles", href: "/desk/articles", about: "Answers that the public finds.", right: "write-articles" },
      {
        text: "Organisations",
        href: "/desk/organisations",
        about: "Who is a contact of which, and sees its cases.",
        right: "keep-organisations",
      },
      {
        text: "Service status",
        href: "/desk/status",
        about: "What the public is told of services that do not work, and of planned work.",
        right: "publish-status",
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
      { text: "Database", href: "/desk/database", about: "How the database does.", right: "see-database" },
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

// Everybody may read the charter: that alone leads nobody here.
const rights = adminPlaces
  .flatMap(({ places }) => places.map(({ right }) => right))
  .filter((right) => right !== "see-cases")

export const homePage: Page = {
  method: "GET",
  path: adminPaths.home,
  audience: "see-cases",
  answer: async (request) => {
    const actor = actorOf(request)
    if (!rights.some((right) => may(actor, right))) throw new NotAllowed()
    const shown = adminPlaces
      .map(({ heading, places }) => ({ heading, places: places.filter(({ right }) => may(actor, right)) }))
      .filter(({ places }) => places.length > 0)
    return { view: "admin/pages/home.njk", model: { title: "Administration", groups: shown } }
  },
}
