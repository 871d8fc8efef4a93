// One box selects all that a page of the list shows; it says so itself once somebody has ticked each, or only some.

import { announce } from "./announce.js"

export function startSelectAll() {
  document.addEventListener("change", ({ target }) => {
    const all = target.form?.querySelector("[data-select-all]")
    if (!all) return
    const boxes = boxesOf(all)
    if (target === all) tickAll(boxes, all.checked)
    else if (boxes.includes(target)) agree(all, boxes)
  })
}

function boxesOf(all) {
  return [...all.form.querySelectorAll("input[type=checkbox]:not([data-select-all])")]
}

function tickAll(boxes, isTicked) {
  for (const box of boxes) box.checked = isTicked
  announce(isTicked ? `${boxes.length} selected.` : "None selected.")
}

function agree(all, boxes) {
  const ticked = boxes.filter((box) => box.checked).length
  all.checked = ticked === boxes.length
  all.indeterminate = ticked > 0 && ticked < boxes.length
}
