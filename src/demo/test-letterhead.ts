// For tests: what the messages of the week have in common.

import type { Letterhead } from "../notices/index.ts"

export const testLetterhead: Letterhead = {
  key: Buffer.from("k3J9vQ1xW7bN5mT2yR8pL4sD6fG0hZcVaXeUiOqBtMw=", "base64"),
  mailAddress: "desk@localhost",
  deskName: "Customer Contact Centre",
  phone: "0800 692 1122",
  publicUrl: "http://127.0.0.1:3000",
  zone: "Europe/London",
}
