// Identity providers (OpenID Connect): somebody is sent there with a question of ours, and comes back with its signed answer.

import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client"
import { Refused } from "../errors.ts"

/** A provider as the settings name it. */
export type ProviderSettings = {
  /** Short, in addresses: "college". */
  readonly id: string
  /** As the sign-in page calls it: "College account". */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

export type Provider = {
  readonly id: string
  readonly name: string
  readonly issuer: string
  /** Where to send somebody, and what must be remembered until they come back. `again` asks them who they are even if they are signed in there. */
  readonly begin: (redirectUri: string, again: boolean) => Promise<{ address: string; asked: Asked }>
  /** The account that came back. Throws Refused unless everything about the answer is as it was asked. */
  readonly finish: (returned: URL, asked: Asked) => Promise<Account>
}

export type Asked = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly again: boolean
}
/** Whose account it is: never an email address, which may pass to somebody else. */
export type Account = { readonly issuer: string; readonly subject: string }

const patienceSeconds = 10
// Asked to sign in again there, a person did so within this time.
const freshSeconds = 300

export function openProviders(settings: readonly ProviderSettings[], onError: (error: unknown) => void): Provider[] {
  return settings.map((each) => openProvider(each, onError))
}

function openProvider(settings: ProviderSettings, onError: (error: unknown) => void): Provider {
  const { id, name, issuer } = settings
  const configuration = discovered(settings)
  return { id, name, issuer, begin, finish }

  async function begin(redirectUri: string, again: boolean) {
    const config = await told(configuration())
    const asked = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), again }
    const address = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: "openid",
      state: asked.state,
      nonce: asked.nonce,
      code_challenge: await calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: "S256",
      ...(again ? { prompt: "login", max_age: "0" } : {}),
    })
    return { address: address.href, asked }
  }

  async function finish(returned: URL, { state, nonce, verifier, again }: Asked): Promise<Account> {
    const config = await told(configuration())
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
    const tokens = await told(
      authorizationCodeGrant(config, returned, again ? { ...checks, maxAge: freshSeconds } : checks),
    )
    const claims = tokens.claims()
    // openid-client has compared the issuer with the one that we discovered; a token that names another never comes so far.
    if (claims === undefined || claims.iss !== issuer || claims.sub === "") throw unwilling(name)
    return { issuer: claims.iss, subject: claims.sub }
  }

  // What went wrong there is for the log: it may hold what a stranger wrote into the address.
  async function told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      onError(error)
      throw unwilling(name)
    }
  }
}

// Asked when it is first needed, and again where that failed: a provider that is away must not keep the desk from starting.
function discovered({ issuer, clientId, clientSecret }: ProviderSettings): () => Promise<Configuration> {
  let found: Promise<Configuration> | undefined
  const local = new URL(issuer).protocol === "http:" ? [allowInsecureRequests] : []
  return () => {
    found ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      // Tokens come over TLS, and their signatures are checked all the same.
      execute: [enableNonRepudiationChecks, ...local],
      timeout: patienceSeconds,
    })
    found.catch(() => {
      found = undefined
    })
    return found
  }
}

function unwilling(name: string): Refused {
  return new Refused(`${name} did not confirm who you are. Try again, or sign in another way.`)
}
