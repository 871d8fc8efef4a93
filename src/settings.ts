// Every setting: its variable, a sentence, its type and its default. The only file that reads the environment.

import { join } from "node:path"
import { z } from "zod"
import { type FieldError, Invalid } from "./errors.ts"
import { armFailpoints } from "./failpoint.ts"
import { type About, about } from "./settings-about.ts"
import { backupVariables } from "./settings-backup.ts"
import { fileVariables } from "./settings-files.ts"
import { mailSettings, mailVariables } from "./settings-mail.ts"
import { networkVariables } from "./settings-network.ts"
import { proofSettings, proofVariables } from "./settings-proof.ts"
import { secretKeyFrom } from "./settings-secret.ts"
import { signInSettings, signInVariables } from "./settings-sign-in.ts"
import {
  choice,
  databaseAddress,
  failpointFaults,
  httpAddress,
  mailAddress,
  millisecondsOf,
  networkName,
  onOff,
  path,
  portNumber,
  portOrOff,
  relayAddress,
  settableClock,
  wholeNumber,
} from "./settings-types.ts"
import { webhookVariables } from "./settings-webhooks.ts"

const root = join(import.meta.dirname, "..")

const variables = z.object({
  PORT: portNumber.default(3000).register(about, {
    sentence: "The port of the website and the API; 0 is any free one.",
    type: "0 to 65535",
    default: "3000",
  }),
  HOST: networkName.default("127.0.0.1").register(about, {
    sentence: "The network address that the desk listens on.",
    type: "address or host name",
    default: "127.0.0.1",
  }),
  PUBLIC_URL: httpAddress.optional().register(about, {
    sentence: "The address under which people reach the desk; links in mail begin with it.",
    type: "http(s) address without a path",
    default: "HOST and PORT",
  }),
  FILES_URL: httpAddress.optional().register(about, {
    sentence: "Another origin from which attachments are served, so that none can act in the desk's name.",
    type: "http(s) address without a path",
    default: "the same origin, as downloads only",
  }),
  METRICS_PORT: portOrOff.default(9464).register(about, {
    sentence: "The port of the metrics, a listener of its own; 0 is any free one.",
    type: "0 to 65535, or off",
    default: "9464",
  }),
  CHARTER_FILE: path.default(join(root, "charters/college-learn.yaml")).register(about, {
    sentence: "The charter published into an empty database; later starts report how it differs, and change nothing.",
    type: "file",
    default: "charters/college-learn.yaml",
  }),
  VAR_DIR: path.default(join(root, "var")).register(about, {
    sentence: "Where the desk keeps addresses.json, its keys, its spool and PostgreSQL's data.",
    type: "directory",
    default: "./var",
  }),
  SECRET_KEY: secretKeyFrom.optional().register(about, {
    sentence: "Signs and seals what the desk hands out; processes on one database share it.",
    type: "32 random bytes in base64",
    default: "made at the first start and kept in VAR_DIR",
    secret: true,
  }),
  ...proofVariables,
  ...webhookVariables,
  DATABASE_URL: databaseAddress.optional().register(about, {
    sentence: "The database of the desk: PostgreSQL 15 or later.",
    type: "postgres address",
    default: "an embedded PostgreSQL in VAR_DIR",
  }),
  MIGRATE_DATABASE_URL: databaseAddress.optional().register(about, {
    sentence: "The same database as a role that may change the schema.",
    type: "postgres address",
    default: "DATABASE_URL",
  }),
  DATABASE_CONNECTIONS: wholeNumber(2, 200).default(20).register(about, {
    sentence:
      "How many connections this process opens to its database at most; all processes together must find room there.",
    type: "2 to 200",
    default: "20",
  }),
  REPLICA_URL: databaseAddress.optional().register(about, {
    sentence: "A streaming replica of the database, for lists and searches that may be a moment old.",
    type: "postgres address",
    default: "everything is read from the database itself",
  }),
  REPLICA_LAG_LIMIT: wholeNumber(1, 3600).default(5).register(about, {
    sentence: "By how many seconds the replica may be behind; beyond, the database itself is read.",
    type: "1 to 3600 seconds",
    default: "5",
  }),
  SMTP_IN_PORT: portOrOff.default(2525).register(about, {
    sentence: "The port on which letters come in; 0 is any free one.",
    type: "0 to 65535, or off",
    default: "2525",
  }),
  SMTP_OUT_URL: relayAddress.optional().register(about, {
    sentence: "The relay that takes outgoing mail.",
    type: "smtp(s) address",
    default: "mail is caught in the mailbox page",
  }),
  ...mailVariables,
  ...networkVariables,
  DEMO: onOff.default(false).register(about, {
    sentence: "Fills an empty desk with a demonstration week.",
    type: "on or off",
    default: "off; on for npm start",
  }),
  ROLE: choice("all", "web", "worker").default("all").register(about, {
    sentence: "Which part of the desk this process runs.",
    type: "all, web or worker",
    default: "all",
  }),
  NOW: settableClock.optional().register(about, {
    sentence: "A settable clock for trying things out: where it starts, how many times as fast it runs, or both.",
    type: "instant, x60, or both",
    default: "the real time",
  }),
  MAIL_ADDRESS: mailAddress.default("desk@localhost").register(about, {
    sentence: "Who the desk writes as; replies go to local+token@domain.",
    type: "mail address",
    default: "desk@localhost",
  }),
  FAILPOINT: failpointFaults.optional().register(about, {
    sentence:
      "For tests alone (NODE_ENV=test): where this process is to die, to fail or to wait; see src/failpoint.ts.",
    type: "point=kill, =throw or =delay:200, each with @3 for the third time only",
    default: "nowhere",
  }),
  ...backupVariables,
  ...fileVariables,
  ...signInVariables,
})

export type Variable = keyof typeof variables.shape
type Values = z.output<typeof variables>
export type Environment = Readonly<Record<string, string | undefined>>

export type Settings = ReturnType<typeof settingsOf>

/** What the process was started with; failpoints are armed by it, for every verb alike. Throws Invalid. */
export function readSettings(): Settings {
  const settings = settingsFrom(process.env)
  armFailpoints(settings.failpoints)
  return settings
}

/** Reads settings from variables; an empty one counts as not set. Throws Invalid, which tells of every bad one. */
export function settingsFrom(environment: Environment): Settings {
  const given = givenIn(environment)
  const parsed = variables.safeParse(given)
  const faults = [...(parsed.error?.issues ?? []).map(faultOf), ...faultsBetween(given, environment)]
  if (!parsed.success || faults.length > 0) throw new Invalid(faults)
  return settingsOf(parsed.data)
}

export type DescribedVariable = {
  readonly name: Variable
  readonly about: About
  /** As it was given. */
  readonly given: string | undefined
  /** What holds when it is not given; undefined where that is no fixed value. */
  readonly standard: unknown
}

/** The variables in the order of the documentation, with what this process was given, unread: only for showing them. */
export function describedVariables(): DescribedVariable[] {
  const given = givenIn(process.env)
  return variableNames().map((name) => ({
    name,
    about: aboutOf(name),
    given: given[name],
    standard: variables.shape[name].safeParse(undefined).data,
  }))
}

function settingsOf(values: Values) {
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    filesUrl: values.FILES_URL,
    metricsPort: values.METRICS_PORT,
    charterFile: values.CHARTER_FILE,
    varDir: values.VAR_DIR,
    secretKey: values.SECRET_KEY,
    ...proofSettings(values),
    webhooksLoopback: values.WEBHOOKS_LOOPBACK,
    databaseUrl: values.DATABASE_URL,
    migrateDatabaseUrl: values.MIGRATE_DATABASE_URL,
    databaseConnections: values.DATABASE_CONNECTIONS,
    replicaUrl: values.REPLICA_URL,
    replicaLagLimitSeconds: values.REPLICA_LAG_LIMIT,
    smtpInPort: values.SMTP_IN_PORT,
    smtpOutUrl: values.SMTP_OUT_URL,
    ...signInSettings(values),
    ...mailSettings(values),
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    drainSeconds: values.DRAIN_SECONDS ?? (values.TRUSTED_PROXIES === undefined ? 0 : 5),
    demo: values.DEMO,
    role: values.ROLE,
    now: values.NOW,
    mailAddress: values.MAIL_ADDRESS,
    backupDir: values.BACKUP_DIR,
    backupKey: values.BACKUP_KEY,
    backupEvery: millisecondsOf(values.BACKUP_EVERY),
    backupKeep: values.BACKUP_KEEP,
    drillEvery: millisecondsOf(values.DRILL_EVERY),
    postgresTools: values.POSTGRES_TOOLS,
    clamdUrl: values.CLAMD_URL,
    failpoints: values.FAILPOINT ?? [],
  }
}

// What no variable can tell by itself.
function faultsBetween(given: Environment, environment: Environment): FieldError[] {
  const mayMoveClock = given["DEMO"] === "on" || environment["NODE_ENV"] === "test"
  const isSet = (name: Variable) => given[name] !== undefined
  return [
    ...fault(
      isSet("NOW") && !mayMoveClock,
      "NOW",
      "moves the clock, which is allowed only with DEMO=on: real promises run on real time",
    ),
    ...fault(
      given["WEBHOOKS_LOOPBACK"] === "on" && !mayMoveClock,
      "WEBHOOKS_LOOPBACK",
      "opens this machine to webhooks, which is allowed only with DEMO=on",
    ),
    ...fault(
      isSet("FAILPOINT") && environment["NODE_ENV"] !== "test",
      "FAILPOINT",
      "makes the desk fail, which is allowed only with NODE_ENV=test",
    ),
    ...fault(
      isSet("MIGRATE_DATABASE_URL") && !isSet("DATABASE_URL"),
      "MIGRATE_DATABASE_URL",
      "needs DATABASE_URL beside it",
    ),
    ...fault(
      given["HEAD_URL"]?.startsWith("http:") === true && given["HEAD_URL_PRIVATE"] !== "on",
      "HEAD_URL",
      "must begin with https:// unless HEAD_URL_PRIVATE is on",
    ),
    ...fault(
      isSet("FILES_URL") && given["FILES_URL"] === given["PUBLIC_URL"],
      "FILES_URL",
      "must be another origin than PUBLIC_URL; leave it unset to serve attachments from the same one",
    ),
  ]
}

function fault(isOne: boolean, field: Variable, words: string): FieldError[] {
  return isOne ? [{ field, message: `${field} ${words}` }] : []
}

function faultOf(issue: z.core.$ZodIssue): FieldError {
  const field = String(issue.path[0])
  return { field, message: `${field} ${issue.message}` }
}

function aboutOf(name: Variable): About {
  const found = about.get(variables.shape[name])
  if (found === undefined) throw new Error(`${name} is not described`)
  return found
}

function variableNames(): Variable[] {
  return variables.keyof().options
}

function givenIn(environment: Environment): Environment {
  return Object.fromEntries(variableNames().map((name) => [name, environment[name]?.trim() || undefined]))
}
