// What leaves the desk by the web: judged, pinned and bounded.

export { isLoopbackAddress, isPublicAddress, isReservedAddress } from "./address.ts"
export {
  judged,
  mayBePosted,
  type NetworkAddress,
  type Pinned,
  pinnedTo,
  type Reach,
  type Resolve,
  Unreachable,
} from "./judge.ts"
export { isBadPort } from "./ports.ts"
export { type Posting, posted } from "./post.ts"
