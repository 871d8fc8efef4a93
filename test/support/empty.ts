// A database with nothing in it, for what is tested about making one.

import pg from "pg"
import { clusterUrl } from "./cluster.ts"

export type EmptyDatabase = { readonly ownerUrl: string; readonly drop: () => Promise<void> }

let made = 0

export async function emptyDatabase(): Promise<EmptyDatabase> {
  const cluster = await clusterUrl()
  const name = `test_${process.pid}_empty_${made++}`
  await inMaintenance(cluster, `create database ${name}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return { ownerUrl: url.href, drop: () => inMaintenance(cluster, `drop database if exists ${name} with (force)`) }
}

async function inMaintenance(cluster: string, statement: string): Promise<void> {
  const url = new URL(cluster)
  url.pathname = "/postgres"
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
