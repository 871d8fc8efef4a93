// The headers of every answer on the public listener: nothing is loaded from, sent to or framed by anybody else.

import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Header names and values; `publicUrl` decides whether browsers are told to insist on https. */
export function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    "content-security-policy": contentPolicy(),
    "x-content-type-options": "nosniff",
    // Not "no-referrer": with that a browser sends `Origin: null` with our own forms too.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
    ...(publicUrl.startsWith("https://") ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  }
}

function contentPolicy(): string {
  return [
    "default-src 'none'",
    `script-src 'self' '${inlineScriptHash()}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ")
}

// GOV.UK's page template has one inline script (it tells the style sheet that scripts run). Its hash is taken from the template
// that we serve, so that an upgrade cannot leave a stale one here.
function inlineScriptHash(): string {
  const template = fileURLToPath(import.meta.resolve("govuk-frontend/dist/govuk/template.njk"))
  const script = /<script[^>]*>(?<code>[^<]+)<\/script>/.exec(readFileSync(template, "utf8").replace(/\{%.*?%\}/g, ""))
  if (script?.groups?.["code"] === undefined) throw new Error(`No inline script found in ${template}`)
  return `sha256-${createHash("sha256").update(script.groups["code"]).digest("base64")}`
}
