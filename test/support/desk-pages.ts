// A desk whose pages can be asked: the small desk of the verbs' tests, behind a web server, with a clock to set.

import type { FastifyInstance } from "fastify"
import type { IncidentContact } from "../../src/incidents/index.ts"
import type { Page } from "../../src/page.ts"
import { openLog, type WebOptions, webServer } from "../../src/web/index.ts"
import { instant, type TestDesk, testDesk } from "./desk.ts"

export type DeskPages = TestDesk & {
  readonly server: FastifyInstance
  /** The desk's time, in London: "2026-03-27T09:00". Set it to let time pass. */
  now: string
  /** Opens an incident at the desk's time; gives its reference. */
  readonly opened: (contact?: Partial<IncidentContact>, by?: number | "customer") => Promise<string>
}

/** A desk with some pages, at 9am on Friday 27 March 2026. Close it when the file is done. */
export async function deskPages(
  pages: readonly Page[] | ((desk: TestDesk) => readonly Page[]),
  also: Pick<WebOptions, "alarms" | "navigation" | "patience" | "streamsLimit"> = {},
): Promise<DeskPages> {
  const small = await testDesk()
  const server = webServer({
    db: small.db,
    now: () => instant(desk.now),
    clock: () => instant("2026-03-27T09:00"),
    settings: { publicUrl: "http://127.0.0.1" },
    secretKey: Buffer.alloc(32, 7),
    log: openLog({ level: "error" }),
    pages: typeof pages === "function" ? pages(small) : pages,
    ...also,
  })
  const desk: DeskPages = {
    ...small,
    server,
    now: "2026-03-27T09:00",
    opened: async (contact, by) => (await small.open(desk.now, contact, by)).reference,
    close: async () => {
      await server.close()
      await small.close()
    },
  }
  return desk
}
