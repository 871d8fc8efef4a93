// A database with nothing in it, for what is tested about making one.

import { migrate } from "../../src/database/index.ts"
import { clusterUrl } from "./cluster.ts"
import { addressed, dropDatabase, maintenance } from "./maintenance.ts"

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
  await maintenance(cluster, (client) => client.query(`create database ${name} ${source}`))
  return {
    ownerUrl: addressed(cluster, name),
    drop: () => maintenance(cluster, (client) => dropDatabase(client, name)),
  }
}
