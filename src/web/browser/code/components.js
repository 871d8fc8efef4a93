// The components of GOV.UK and MOJ Frontend, set to work in a page or in a part of one that has just come.

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

const components = [
  Accordion,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  Alert,
  ButtonMenu,
  SortableTable,
]

export function startComponents(scope = document) {
  for (const component of components) createAll(component, {}, scope)
  createAll(Button, { preventDoubleClick: true }, scope)
}
