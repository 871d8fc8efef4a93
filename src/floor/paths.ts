// The addresses of the floor.

export const floorPath = "/desk/floor"
