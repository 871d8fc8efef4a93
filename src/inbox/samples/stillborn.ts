// A reading thread that ends before it has begun.

throw new Error("no such module")
