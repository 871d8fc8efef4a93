// Every page by which somebody signs in, confirms who they are, or sets up how they do. The web entrance adds them to those of the features.

import type { Page } from "../../page.ts"
import { accountPages } from "./account.ts"
import { authenticatorPages } from "./authenticator.ts"
import { confirmPages } from "./confirm.ts"
import { invitationPages } from "./invitation.ts"
import type { SignInParts } from "./parts.ts"
import { passkeyPages } from "./passkey.ts"
import { passwordPages } from "./sign-in.ts"
import { otherwisePages } from "./sign-in-otherwise.ts"

export type { SignInParts } from "./parts.ts"

export function signInPages(parts: SignInParts): Page[] {
  return [
    passwordPages,
    otherwisePages,
    invitationPages,
    confirmPages,
    accountPages,
    authenticatorPages,
    passkeyPages,
  ].flatMap((pages) => pages(parts))
}
