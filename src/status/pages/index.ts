// The pages of the status of services.

import type { Page } from "../../page.ts"
import { paths } from "../paths.ts"
import { deskPages } from "./desk.ts"
import { feedPages } from "./feeds.ts"
import { publicPages } from "./public.ts"
import { subscriptionPages } from "./subscription.ts"

/** `secretKey` is what the links of its mail are made and known again by. */
export function statusPages({ secretKey }: { readonly secretKey: Buffer }): Page[] {
  return [...publicPages, ...feedPages, ...subscriptionPages(secretKey), ...deskPages]
}

export const statusNavigation = { text: "Service status", href: paths.desk, audience: "publish-status" } as const
