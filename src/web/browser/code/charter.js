// What makes pages nicer where scripts run. Each page works without: these only add to what is there.

import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from "govuk-frontend"
import { Alert } from "@ministryofjustice/frontend/moj/components/alert/alert.mjs"
import { ButtonMenu } from "@ministryofjustice/frontend/moj/components/button-menu/button-menu.mjs"
import { SortableTable } from "@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs"

createAll(Accordion)
createAll(Button, { preventDoubleClick: true })
createAll(CharacterCount)
createAll(Checkboxes)
createAll(ErrorSummary)
createAll(NotificationBanner)
createAll(PasswordInput)
createAll(Radios)
createAll(ServiceNavigation)
createAll(SkipLink)
createAll(Tabs)
createAll(Alert)
createAll(ButtonMenu)
createAll(SortableTable)
