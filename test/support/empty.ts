// A database with nothing in it, for what is tested about making one.

import pg from "pg"
import { migrate } from "../../src/database/index.ts"
import { clusterUrl } from "./cluster.ts"

export type EmptyDatabase = { readonly ownerUrl: string; readonly drop: () => Promise<void> }

let made = 0
let template: Promise<string> | undefined

/** A new database that has no tables of ours; the job tables are there, because installing them for each test takes half a second. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const cluster = await clusterUrl()
  template ??= jobTablesOnly(cluster)
  return newDatabase(cluster, `template ${await template}`)
}

/** A new database with nothing in it at all. */
export async function bareDatabase(): Promise<EmptyDatabase> {
  return newDatabase(await clusterUrl(), "")
}

async function jobTablesOnly(cluster: string): Promise<string> {
  const { ownerUrl } = await newDatabase(cluster, "")
  await migrate({ ownerUrl, files: [] })
  return new URL(ownerUrl).pathname.slice(1)
}

async function newDatabase(cluster: string, source: string): Promise<EmptyDatabase> {
  const name = `test_${process.pid}_empty_${made++}`
  await inMaintenance(cluster, `create database ${name} ${source}`)
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
