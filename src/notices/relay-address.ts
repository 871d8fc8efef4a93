// SMTP_OUT_URL: where the relay is, how to sign in, and when a connection is safe enough.

import { isIP } from "node:net"
import type { SMTPConnectionOptions } from "nodemailer/lib/smtp-connection"

export type RelayAddress = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte: smtps. */
  readonly isSecure: boolean
  /** STARTTLS or nothing. */
  readonly mustBeSecured: boolean
  readonly isLocal: boolean
  readonly auth: { readonly user: string; readonly pass: string } | undefined
}

/** Reads `smtp://host:port`, `smtps://user:password@host` and `smtp://host?requireTLS=true`. Throws TypeError on anything else. */
export function relayAddressFrom(text: string): RelayAddress {
  const url = new URL(text)
  if (!["smtp:", "smtps:"].includes(url.protocol))
    throw new TypeError("the relay's address must begin with smtp: or smtps:")
  const isSecure = url.protocol === "smtps:"
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const isLocal = isLoopback(host)
  const auth = url.username === "" ? undefined : { user: decoded(url.username), pass: decoded(url.password) }
  const isAsked = url.searchParams.get("requireTLS") === "true"
  return {
    host,
    port: url.port === "" ? (isSecure ? 465 : 25) : Number(url.port),
    isSecure,
    // A password goes over no wire in clear, whatever the relay offers or somebody between us takes out of its offer.
    mustBeSecured: !isSecure && (isAsked || (auth !== undefined && !isLocal)),
    isLocal,
    auth,
  }
}

/** The options of one connection. `domain` is what we greet with when it is a real one. */
export function connectionOptions(address: RelayAddress, domain: string, timeout: number): SMTPConnectionOptions {
  const { host, port, isSecure, mustBeSecured, isLocal } = address
  return {
    host,
    port,
    secure: isSecure,
    requireTLS: mustBeSecured,
    // A relay on this machine has a certificate that nobody signed, and nobody stands between us.
    tls: { rejectUnauthorized: !isLocal },
    ...(domain.includes(".") ? { name: domain } : {}),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    socketCloseTimeout: 0,
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."))
}

function decoded(text: string): string {
  return decodeURIComponent(text)
}
