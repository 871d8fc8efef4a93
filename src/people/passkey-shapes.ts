// What a browser hands over of a passkey, read strictly: it comes from outside like any other form.

import { z } from "zod"

const encoded = z.string().regex(/^[\w-]{1,8000}$/)
const transports = z.array(z.string().regex(/^[a-z-]{1,30}$/)).max(10)
const common = {
  id: z.string().regex(/^[\w-]{1,2000}$/),
  rawId: z.string().regex(/^[\w-]{1,2000}$/),
  type: z.literal("public-key"),
  // What extensions say is not used for anything.
  clientExtensionResults: z.unknown().transform(() => ({})),
}

export const registrationShape = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded,
    attestationObject: encoded,
    transports: transports.optional().transform((given) => given ?? []),
  }),
})

export const authenticationShape = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
  }),
})

const lengthLimit = 32_000

/** The credential in a form's field; undefined where it has not this shape. */
export function credentialFrom<Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> | undefined {
  if (text.length > lengthLimit) return undefined
  try {
    return shape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
