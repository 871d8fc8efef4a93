// Proof for those who do not believe us: keys, the Merkle tree, the signed head, and what is exported of it.

export * from "./keys.ts"
export * from "./keys-store.ts"
