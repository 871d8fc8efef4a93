// Our cookies: their names and attributes. Behind https each has the __Host- prefix, so that no sibling domain can set it.

import type { CookieSerializeOptions } from "@fastify/cookie"

export type CookieJar = {
  session: string
  visitor: string
  step: string
  flash: string
  seen: string
  customer: string
  language: string
  attributes: CookieSerializeOptions
}

/** How long what one step of signing in leaves for the next is kept. */
export const stepSeconds = 15 * 60

/** What a cookie is for. */
export type CookieUse = Exclude<keyof CookieJar, "attributes">

/** `publicUrl` decides: a browser refuses `Secure` cookies from plain http, and the prefix without `Secure`. */
export function cookieJar(publicUrl: string): CookieJar {
  const secure = publicUrl.startsWith("https://")
  const prefix = secure ? "__Host-" : ""
  return {
    session: `${prefix}charter-session`,
    visitor: `${prefix}charter-visitor`,
    step: `${prefix}charter-step`,
    flash: `${prefix}charter-flash`,
    seen: `${prefix}charter-seen`,
    customer: `${prefix}charter-customer`,
    language: `${prefix}charter-language`,
    attributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
  }
}
