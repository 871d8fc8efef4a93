// What is done to databases from beside them: make one, drop one.

import pg from "pg"

/** Works in the maintenance database of a cluster. */
export async function maintenance<T>(cluster: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: addressed(cluster, "postgres") })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Drops a database. A connection that is just closing is waited for: to kill it would be an error in the process that closes it. */
export async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`drop database if exists ${name}`)
  } catch {
    await client.query(`drop database if exists ${name} with (force)`)
  }
}

/** The owner's address of another database of a cluster. */
export function addressed(cluster: string, database: string): string {
  const url = new URL(cluster)
  url.pathname = `/${database}`
  return url.href
}
