// The addresses of the pages about people.

export const registerPath = "/desk/register"
