// How a colleague has their desk: how close rows stand, and which keys do what.

export const densities = ["comfortable", "compact"] as const
export type Density = (typeof densities)[number]

export type Preferences = {
  readonly density: Density
  /** Whether a single key is a shortcut. */
  readonly singleKeys: boolean
  /** The key of each action that has another than it comes with; "" where it has none. */
  readonly keys: Readonly<Record<string, string>>
}

/** The desk as it comes. */
export const usualPreferences: Preferences = { density: "comfortable", singleKeys: true, keys: {} }
