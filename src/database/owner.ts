// A connection of the owner by itself, for what a pool cannot do: what belongs to a session.

import pg from "pg"

export async function ownerClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "charter owner",
    connectionTimeoutMillis: 10_000,
  })
  // Told by the statement that fails; without a listener a lost connection would end the process.
  client.on("error", () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
