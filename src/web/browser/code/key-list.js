// The keys as the page has them, `{name, label, key}` each: none where the person has switched them off.

export function keysNow() {
  return JSON.parse(document.body.dataset.keys ?? "[]")
}
