// The setting of webhooks out.

import { about } from "./settings-about.ts"
import { onOff } from "./settings-types.ts"

export const webhookVariables = {
  WEBHOOKS_LOOPBACK: onOff.default(false).register(about, {
    sentence: "Whether webhooks may lead to this machine itself, also by http: for trying them out.",
    type: "on or off",
    default: "off",
  }),
}
