// What makes the public's pages nicer where scripts run. Each page works without: these only add to what is there.

import { startComponents } from "./components.js"
import { startSuggestions } from "./suggestions.js"

startComponents()
startSuggestions()
