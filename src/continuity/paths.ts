// The addresses of the pages of continuity.

export const continuityPath = "/desk/continuity"
export const releasePath = `${continuityPath}/release`
