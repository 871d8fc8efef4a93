// The addresses of administration, written once.

const admin = "/desk/admin"

export const adminPaths = {
  home: admin,
  staff: `${admin}/staff`,
  person: (person: number | string) => `${admin}/staff/${person}`,
  disabling: (person: number | string) => `${admin}/staff/${person}/disabling`,
  enabling: (person: number | string) => `${admin}/staff/${person}/enabling`,
  signInInvitation: (person: number | string) => `${admin}/staff/${person}/sign-in-invitation`,
  invitations: `${admin}/invitations`,
  withdrawal: (invitation: number | string) => `${admin}/invitations/${invitation}/withdrawal`,
  join: (secret: string) => `/join/${secret}`,
  teams: `${admin}/teams`,
  team: (queue: string) => `${admin}/teams/${queue}`,
  tokens: `${admin}/tokens`,
  newToken: `${admin}/tokens/new`,
  revocation: (token: number | string) => `${admin}/tokens/${token}/revocation`,
  webhooks: `${admin}/webhooks`,
  newWebhook: `${admin}/webhooks/new`,
  webhook: (endpoint: number | string) => `${admin}/webhooks/${endpoint}`,
  webhookVerb: (endpoint: number | string, noun: string) => `${admin}/webhooks/${endpoint}/${noun}`,
  delivery: (endpoint: number | string, delivery: number | string) =>
    `${admin}/webhooks/${endpoint}/deliveries/${delivery}`,
  resending: (endpoint: number | string, delivery: number | string) =>
    `${admin}/webhooks/${endpoint}/deliveries/${delivery}/sending`,
  audit: `${admin}/audit`,
  auditExport: `${admin}/audit/export`,
} as const
