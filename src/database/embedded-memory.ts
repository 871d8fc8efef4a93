// How much of its files the embedded PostgreSQL keeps in memory of its own.

import { totalmem } from "node:os"

const megabyte = 1024 * 1024
/** PostgreSQL's own default: below it, it is slow on anything. */
const atLeast = 128
const atMost = 4096

/**
 * The setting `shared_buffers`: an eighth of the memory that this process may have. PostgreSQL's manual names a quarter for a machine of
 * its own; here a desk lives beside it. Memory is taken as pages are read, so that a small desk takes little.
 */
export function sharedBuffers(bytes = memoryHere()): string {
  return `${Math.min(atMost, Math.max(atLeast, Math.floor(bytes / 8 / megabyte)))}MB`
}

// A container may have less than its machine; where nothing limits it Node gives nothing, or more than there is.
function memoryHere(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
