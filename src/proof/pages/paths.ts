// The addresses of what anybody may check.

export const auditPaths = {
  about: "/audit",
  script: "/audit/check-inclusion.mjs",
  keys: "/audit/keys.json",
  head: "/audit/head.json",
}
