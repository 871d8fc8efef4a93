// Administration in the product: for who holds the right, and never for what the charter decides.

export { adminMailWriters } from "./account-mail.ts"
export { type AdminWiring, adminNavigation, adminPages } from "./pages/index.ts"
export { adminPaths } from "./paths.ts"
