// The parts of sentences that several events say in the same words.

export const channelWords = { phone: "by phone", email: "by email", web: "on the website", letter: "by letter" }
export const waitsFor = { customer: "the customer", supplier: "a supplier", change: "a change" }
export const resumeWords = {
  staff: (by: string) => `${by} took the case off hold.`,
  until: () => "The time set for the hold has passed: the case is being worked again.",
  customer: () => "The customer answered: the case is being worked again.",
}
