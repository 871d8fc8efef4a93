// Which folder may import which. Imports point one way: entrances -> kinds -> cases -> notices, clocks, people, timeline -> the ground.

import type { ICruiseOptions, IForbiddenRuleType } from "dependency-cruiser"

const entrances = ["cli", "web", "api", "inbox", "telephone", "worker", "watch", "demo", "bench"]
const kinds = [
  "incidents",
  "requests",
  "enquiries",
  "problems",
  "complaints",
  "changes",
  "releases",
  "foi",
  "knowledge",
  "estate",
  "floor",
  "insight",
  "history",
  "front",
  "status",
  "continuity",
  "admin",
]
const cases = ["cases", "writing", "macros"]
const middle = ["notices", "clocks", "people", "timeline", "proof", "webhooks", "files"]
const ground = ["charter", "lifecycle", "time", "words", "jobs", "database", "backup", "outbound"]
export const layers = [ground, middle, cases, kinds, entrances]

// A test, or what only tests use: `test-site.ts`, `sample-inbox.ts`.
const isTest = "([.]test|/(test|sample)-[^/]+)[.]ts$"
// Words that everybody shares: files that only name things, or write an instant down, so that neither their height nor going round an
// index costs anybody.
const vocabulary = "^src/(time/epoch|time/utc|people/actor|jobs/job|jobs/queues)[.]ts$"

const folder = (names: readonly string[]) => `^src/(${names.join("|")})/`

const upward: IForbiddenRuleType[] = layers.slice(0, -1).map((names, height) => ({
  name: `imports point down, and this goes up from ${names.join(", ")}`,
  severity: "error",
  from: { path: folder(names), pathNot: isTest },
  to: { path: folder(layers.slice(height + 1).flat()), pathNot: vocabulary },
}))

export const forbidden: IForbiddenRuleType[] = [
  ...upward,
  {
    name: "nobody imports the command line",
    severity: "error",
    from: { pathNot: ["^src/cli/", isTest] },
    to: { path: "^src/cli/" },
  },
  {
    name: "a feature is imported through its index.ts",
    severity: "error",
    from: { path: "^src/([^/]+)/", pathNot: isTest },
    to: {
      path: "^src/[^/]+/",
      pathNot: ["^src/$1/", "^src/[^/]+/index[.]ts$", vocabulary],
    },
  },
  {
    name: "the product does not import its tests or its chores",
    severity: "error",
    from: { path: "^src/", pathNot: isTest },
    to: { path: ["^(test|bin)/", isTest] },
  },
  { name: "no round of imports", severity: "error", from: {}, to: { circular: true } },
  { name: "what is imported is there", severity: "error", from: {}, to: { couldNotResolve: true } },
  {
    name: "the product runs on dependencies, not on devDependencies",
    severity: "error",
    from: { path: "^src/", pathNot: [isTest, "^src/web/browser/"] },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
  },
]

export const options: ICruiseOptions = {
  // TypeScript 7 has no parser that dependency-cruiser can use: without this it reads no module, and passes.
  parser: "swc",
  tsPreCompilationDeps: true,
  doNotFollow: { path: "node_modules" },
  enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
}
