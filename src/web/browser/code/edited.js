// Whether somebody has begun to write: what they have is never replaced, and not left without a question.

/** A form in this part has something in it that was not there when it came, or the cursor stands in it. */
export function isEdited(part) {
  return fieldsIn(part).some((field) => isChanged(field) || (field === document.activeElement && field.matches("textarea, input, select")))
}

/** Something would be lost: what is kept elsewhere (`data-draft`, `data-draft-path`) would not. */
export function wouldLose(part) {
  return fieldsIn(part).some((field) => field.closest("[data-draft], [data-draft-path]") === null && field.matches("textarea") && isChanged(field))
}

function fieldsIn(part) {
  return [...part.querySelectorAll("textarea, input:not([type=hidden]), select")]
}

function isChanged(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked
  if (field.matches("[type=file]")) return field.files.length > 0
  if (field.matches("select")) return [...field.options].some((each) => each.selected !== each.defaultSelected) && !isFirst(field)
  return field.value !== field.defaultValue
}

// Where no option says that it is chosen the first one is.
function isFirst(select) {
  return ![...select.options].some((each) => each.defaultSelected) && select.selectedIndex === 0
}
