// The command line. Turns the compile cache on before anything else is loaded, so that a verb starts in a fraction of a second.

import { enableCompileCache } from "node:module"
import { join } from "node:path"

// In the checkout, not in the shared temporary directory, where another user of the machine could have laid code ready for us.
enableCompileCache({ directory: join(import.meta.dirname, "../../node_modules/.cache/charter") })

const { runCommandLine } = await import("./program.ts")
process.exitCode = await runCommandLine(process.argv.slice(2))
