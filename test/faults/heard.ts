// What a desk that was armed has said about its failpoints on its way.

export type Reached = { readonly point: string; readonly does: "kill" | "throw" | "delay" }

/** The points that did something, in their order. */
export function pointsReached(said: string): Reached[] {
  return [...said.matchAll(/^failpoint ([a-z._]+)=(kill|throw|delay)\S*$/gm)].map(([, point = "", does = ""]) => ({
    point,
    does: does === "kill" || does === "throw" ? does : "delay",
  }))
}
