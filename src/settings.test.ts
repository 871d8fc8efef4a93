import assert from "node:assert/strict"
import { resolve } from "node:path"
import { test } from "node:test"
import { Invalid } from "./errors.ts"
import { describedVariables, type Environment, settingsFrom } from "./settings.ts"

test("an empty environment gives the documented defaults", () => {
  const settings = settingsFrom({})
  assert.deepEqual(
    { ...settings, varDir: undefined, charterFile: undefined },
    {
      port: 3000,
      host: "127.0.0.1",
      publicUrl: undefined,
      filesUrl: undefined,
      metricsPort: 9464,
      charterFile: undefined,
      varDir: undefined,
      secretKey: undefined,
      headKey: undefined,
      heads: { everyMs: 3_600_000, folder: settings.heads.folder, webhook: undefined },
      readsAlert: 500,
      webhooksLoopback: false,
      databaseUrl: undefined,
      migrateDatabaseUrl: undefined,
      clamdUrl: undefined,
      databaseConnections: 20,
      replicaUrl: undefined,
      replicaLagLimitSeconds: 5,
      smtpInPort: 2525,
      smtpOutUrl: undefined,
      signInProviders: [],
      needsSecondFactor: false,
      imapUrl: undefined,
      mailDns: "off",
      mailRelays: [],
      trustedProxies: [],
      drainSeconds: 0,
      demo: false,
      role: "all",
      now: undefined,
      mailAddress: "desk@localhost",
      backupDir: undefined,
      backupKey: undefined,
      backupEvery: 12 * 3_600_000,
      backupKeep: 14,
      drillEvery: undefined,
      postgresTools: undefined,
      failpoints: [],
    },
  )
  assert.ok(settings.varDir.endsWith("/var"))
  assert.ok(settings.charterFile.endsWith("/charters/college-learn.yaml"))
})

test("an empty variable counts as one that is not set", () => {
  assert.equal(settingsFrom({ PORT: "", DEMO: " " }).port, 3000)
})

test("A33: webhooks reach this machine itself only where it is tried out", () => {
  assert.equal(settingsFrom({ WEBHOOKS_LOOPBACK: "on", DEMO: "on" }).webhooksLoopback, true)
  assert.throws(() => settingsFrom({ WEBHOOKS_LOOPBACK: "on" }), /allowed only with DEMO=on/)
})

test("a relative path starts where the process was started", () => {
  assert.equal(settingsFrom({ VAR_DIR: "somewhere/else" }).varDir, resolve("somewhere/else"))
})

test("a port may be any free one, and a listener may be off", () => {
  const settings = settingsFrom({ PORT: "0", SMTP_IN_PORT: "off", METRICS_PORT: "0" })
  assert.deepEqual([settings.port, settings.smtpInPort, settings.metricsPort], [0, "off", 0])
})

test("proxies are named by address or range, and a desk behind one drains before it stops", () => {
  const { trustedProxies, drainSeconds } = settingsFrom({ TRUSTED_PROXIES: "10.0.0.7, fd00::/8" })
  assert.deepEqual([trustedProxies, drainSeconds], [["10.0.0.7", "fd00::/8"], 5])
  assert.equal(settingsFrom({ TRUSTED_PROXIES: "10.0.0.7", DRAIN_SECONDS: "2" }).drainSeconds, 2)
})

test("everybody is no proxy, and neither is a name", () => {
  for (const TRUSTED_PROXIES of ["0.0.0.0/0", "::/0", "*", "balancer.example", "10.0.0.0/33", "10.0.0.7/8/9", ","]) {
    assert.throws(() => settingsFrom({ TRUSTED_PROXIES }), /TRUSTED_PROXIES must be network addresses/, TRUSTED_PROXIES)
  }
})

test("a public address is kept without its final stroke", () => {
  assert.equal(settingsFrom({ PUBLIC_URL: "https://desk.example.org/" }).publicUrl, "https://desk.example.org")
})

const clocks: [string, object][] = [
  ["2026-03-27T16:30+00:00", { startsAt: 1_774_629_000_000, speed: 1 }],
  ["x60", { startsAt: undefined, speed: 60 }],
  ["2026-03-27T16:30+00:00 x60", { startsAt: 1_774_629_000_000, speed: 60 }],
  ["2026-07-01T09:00", { startsAt: 1_782_892_800_000, speed: 1 }],
]
for (const [text, clock] of clocks) {
  test(`the settable clock reads ${text}`, () => assert.deepEqual(settingsFrom({ NOW: text, DEMO: "on" }).now, clock))
}

test("the clock may be set for a demonstration and for tests, and never for real promises", () => {
  assert.equal(settingsFrom({ NOW: "x60", NODE_ENV: "test" }).now?.speed, 60)
  assert.deepEqual(faultsOf({ NOW: "x60" }), ["NOW"])
})

test("a desk may be made to fail for tests, and never where promises are real", () => {
  const FAILPOINT = "inbox.after_commit=kill@3;sweep.after_commit=delay:200; verb.before_commit=throw"
  assert.deepEqual(settingsFrom({ FAILPOINT, NODE_ENV: "test" }).failpoints, [
    { point: "inbox.after_commit", does: "kill", time: 3 },
    { point: "sweep.after_commit", does: 200, time: undefined },
    { point: "verb.before_commit", does: "throw", time: undefined },
  ])
  assert.deepEqual(faultsOf({ FAILPOINT }), ["FAILPOINT"])
  assert.deepEqual(faultsOf({ FAILPOINT, DEMO: "on" }), ["FAILPOINT"])
})

const bad: Environment[] = [
  { PORT: "65536" },
  { PORT: "-1" },
  { PORT: "3000.5" },
  { PORT: "1e3" },
  { PORT: "off" },
  { METRICS_PORT: "of" },
  { HOST: "a b" },
  { PUBLIC_URL: "desk.example.org" },
  { PUBLIC_URL: "ftp://desk.example.org" },
  { PUBLIC_URL: "https://desk.example.org/desk" },
  { PUBLIC_URL: "https://user:password@desk.example.org" },
  { PUBLIC_URL: "javascript:alert(1)" },
  { DATABASE_URL: "mysql://localhost/x" },
  { MIGRATE_DATABASE_URL: "postgres://localhost/x" },
  { SMTP_OUT_URL: "relay.example.org:25" },
  { IMAP_URL: "imaps://mail.example.org" },
  { MAIL_DNS: "on" },
  { MAIL_DNS: "dns.example.org" },
  { MAIL_RELAYS: "0.0.0.0/0" },
  { DEMO: "yes" },
  { ROLE: "everything" },
  { MAIL_ADDRESS: "desk" },
  { MAIL_ADDRESS: "Desk <desk@example.org>" },
  { MAIL_ADDRESS: "desk@example.org\r\nBcc: all@example.org" },
  { NOW: "yesterday", DEMO: "on" },
  { NOW: "x0", DEMO: "on" },
  { NOW: "x60 x60", DEMO: "on" },
  { NOW: "x99999999", DEMO: "on" },
  { FAILPOINT: "nowhere=kill", NODE_ENV: "test" },
  { FAILPOINT: "toString=kill", NODE_ENV: "test" },
  { FAILPOINT: "inbox.after_commit=burn", NODE_ENV: "test" },
  { FAILPOINT: "inbox.after_commit=kill@0", NODE_ENV: "test" },
  { FAILPOINT: "inbox.after_commit", NODE_ENV: "test" },
]
for (const environment of bad) {
  test(`${JSON.stringify(environment)} is refused by name`, () => {
    const [name] = Object.keys(environment)
    assert.deepEqual(faultsOf(environment), [name])
  })
}

test("attachments cannot be given the origin that they are to be kept from", () => {
  const origin = "https://desk.example.org"
  assert.deepEqual(faultsOf({ PUBLIC_URL: origin, FILES_URL: origin }), ["FILES_URL"])
})

test("every bad setting is told of at once, each in a sentence that begins with its name", () => {
  const environment = { PORT: "x", ROLE: "y", IMAP_URL: "imap://z" }
  assert.throws(
    () => settingsFrom(environment),
    (error: Error) =>
      error instanceof Invalid && error.fields.every(({ field, message }) => message.startsWith(`${field} `)),
  )
  assert.deepEqual(faultsOf(environment), ["PORT", "IMAP_URL", "ROLE"])
})

test("a fault never repeats a password", () => {
  assert.throws(
    () => settingsFrom({ DATABASE_URL: "mysql://me:geheim@localhost/x", SMTP_OUT_URL: "http://me:geheim@relay" }),
    (error: Error) => !error.message.includes("geheim"),
  )
})

test("every variable has a sentence, a type and a default in words", () => {
  for (const { name, about } of describedVariables()) {
    assert.match(about.sentence, /^[A-Z].*\.$/, name)
    assert.ok(about.type.length > 0 && about.default.length > 0, name)
  }
})

function faultsOf(environment: Environment): string[] {
  try {
    settingsFrom(environment)
    return []
  } catch (error) {
    assert.ok(error instanceof Invalid)
    return error.fields.map(({ field }) => field)
  }
}

test("identity providers are read strictly, and a mistake in them is told without repeating it", () => {
  const one = {
    id: "college",
    name: "College account",
    issuer: "https://id.example",
    clientId: "c",
    clientSecret: "s3cret",
  }
  const given = (list: unknown) => settingsFrom({ SIGN_IN_PROVIDERS: JSON.stringify(list) }).signInProviders
  assert.deepEqual(given([one]), [one])
  assert.equal(given([{ ...one, issuer: "http://127.0.0.1:9000" }]).length, 1)
  const wrong = [
    {},
    [{ ...one, issuer: "http://id.example" }],
    [{ ...one, issuer: "https://id.example?x=1" }],
    [{ ...one, id: "../x" }],
    [{ ...one, name: "a\u202eb" }],
    [{ ...one, extra: 1 }],
    [one, { ...one, issuer: "https://other.example" }],
    [one, { ...one, id: "other" }],
  ]
  for (const list of wrong)
    assert.throws(
      () => given(list),
      (error) =>
        error instanceof Invalid &&
        !error.message.includes("s3cret") &&
        /SIGN_IN_PROVIDERS must be/.test(error.message),
      JSON.stringify(list),
    )
  assert.throws(() => settingsFrom({ SIGN_IN_PROVIDERS: "[" }), Invalid)
})
