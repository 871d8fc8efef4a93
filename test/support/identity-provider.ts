// An identity provider in this process: a real one (oidc-provider), at which a test signs in as whom it likes.

import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Provider } from "oidc-provider"

export type IdentityProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signs in there as an account and gives where it sends the browser back to; every address it was sent to on the way is kept. */
  readonly visit: (address: string, account: string) => Promise<string>
  readonly close: () => Promise<void>
}

export async function identityProvider(redirectUris: readonly string[]): Promise<IdentityProvider> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const issuer = `http://127.0.0.1:${portOf(server.address())}`
  const [clientId, clientSecret] = ["charter", "a-secret-of-the-test-alone"]
  let account = ""
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris] }],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["of the test alone"] },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    // Nobody is asked whether they agree: an organisation's own provider does not ask either.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ accountId: oidc.session?.accountId, clientId: oidc.client?.clientId })
      grant.addOIDCScope("openid")
      await grant.save()
      return grant
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  })
  const answer = provider.callback()
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/") !== true) return void answer(request, response)
    void provider.interactionFinished(request, response, { login: { accountId: account } })
  })
  return {
    issuer,
    clientId,
    clientSecret,
    visit: async (address, who) => {
      account = who
      return await followed(address, issuer)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

// As a browser that knows nobody yet: keeps cookies, and goes where it is sent as long as that is the provider's.
async function followed(address: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next = address
  for (let hop = 0; hop < 10 && next.startsWith(issuer); hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const answer = await fetch(next, { redirect: "manual", headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", ...value] = (set.split(";", 1)[0] ?? "").split("=")
      cookies.set(name, value.join("="))
    }
    const location = answer.headers.get("location")
    if (location === null) throw new Error(`${next} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
    next = new URL(location, next).href
  }
  return next
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("it listens on no port")
  return address.port
}
