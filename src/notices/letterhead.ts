// What every message of this desk has in common: who it is from, where it leads, and the key that signs its addresses.

export type Letterhead = {
  readonly key: Buffer
  /** Who the desk writes as: local@domain. */
  readonly mailAddress: string
  /** The name beside that address. */
  readonly deskName: string
  /** How to reach the desk by telephone, if it can be. */
  readonly phone: string | null
  readonly publicUrl: string
  /** The zone in which times are told. */
  readonly zone: string
}
