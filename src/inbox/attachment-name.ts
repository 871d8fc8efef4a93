// What a letter says of an attachment, made fit to be kept: its name (as of every file that comes in) and its media type.

export { cleanFileName } from "../files/index.ts"

/** A media type in its plain form, without parameters. */
export function cleanMediaType(written: string): string {
  const type = written.toLowerCase()
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/.test(type)
    ? type
    : "application/octet-stream"
}
