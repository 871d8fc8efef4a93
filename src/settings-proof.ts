// The settings of what is proved: the signed heads, and who reads much.

import { join } from "node:path"
import { z } from "zod"
import { about } from "./settings-about.ts"
import { secretKeyFrom } from "./settings-secret.ts"
import { everyOrOff, onOff, path, webhookAddress } from "./settings-types.ts"

export const proofVariables = {
  HEAD_KEY: secretKeyFrom.optional().register(about, {
    sentence: "Signs the heads and the corrections; of several processes, those that have it sign.",
    type: "32 random bytes in base64",
    default: "made at its first use and kept in VAR_DIR",
    secret: true,
  }),
  HEAD_EVERY: everyOrOff.default(3_600_000).register(about, {
    sentence: "How often a signed head over all histories is made, by the desk's clock.",
    type: "minutes or hours (15m, 1h), or off",
    default: "1h",
  }),
  HEAD_DIR: path.optional().register(about, {
    sentence: "Where signed heads go: best a place that the database's keepers cannot write to.",
    type: "directory",
    default: "VAR_DIR/heads",
  }),
  HEAD_URL: webhookAddress.optional().register(about, {
    sentence: "Where each signed head is posted to as JSON, beside HEAD_DIR.",
    type: "https address",
    default: "off",
    secret: true,
  }),
  HEAD_URL_PRIVATE: onOff.default(false).register(about, {
    sentence: "Whether HEAD_URL may lead into a private network, or begin with http.",
    type: "on or off",
    default: "off",
  }),
  READS_ALERT: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1 to 999999")
    .transform(Number)
    .default(500)
    .register(about, {
      sentence: "From so many cases read by one person within an hour on, the desk raises an alert.",
      type: "whole number",
      default: "500",
    }),
}

type Values = { readonly VAR_DIR: string } & z.output<z.ZodObject<typeof proofVariables>>

export function proofSettings(values: Values) {
  const { HEAD_EVERY, HEAD_DIR, HEAD_URL, HEAD_URL_PRIVATE, VAR_DIR } = values
  return {
    headKey: values.HEAD_KEY,
    heads: {
      everyMs: HEAD_EVERY === "off" ? undefined : HEAD_EVERY,
      folder: HEAD_DIR ?? join(VAR_DIR, "heads"),
      webhook: HEAD_URL === undefined ? undefined : { url: HEAD_URL, mayBePrivate: HEAD_URL_PRIVATE },
    },
    readsAlert: values.READS_ALERT,
  }
}
