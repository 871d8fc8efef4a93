// The floor: what other folders may use of it.

export { type Floor, floorNow } from "./now.ts"
export { floorNavigation, floorPages } from "./pages/floor.ts"
