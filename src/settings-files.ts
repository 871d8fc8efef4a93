// The settings of files that people attach.

import { z } from "zod"
import { about } from "./settings-about.ts"

const scannerAddress = z
  .string()
  .regex(
    /^(tcp:\/\/(\[[0-9a-f:]+\]|[\w.-]+)(:\d{1,5})?|unix:\/\/\/[^\s?#]+)$/i,
    "must be an address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl",
  )

export const fileVariables = {
  CLAMD_URL: scannerAddress.optional().register(about, {
    sentence:
      "The ClamAV daemon that checks attached files; while it is away they wait, and nobody opens or sends them.",
    type: "tcp or unix address",
    default: "files are not checked",
  }),
}
