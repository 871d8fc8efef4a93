// How many bytes of letters may be in memory at once, over all connections.

export type Budget = { readonly take: (bytes: number) => boolean; readonly give: (bytes: number) => void }

export function byteBudget(limitBytes: number): Budget {
  let taken = 0
  return {
    take: (bytes) => {
      if (taken + bytes > limitBytes) return false
      taken += bytes
      return true
    },
    give: (bytes) => {
      taken -= bytes
    },
  }
}
