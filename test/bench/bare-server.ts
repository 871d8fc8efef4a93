// A bare Fastify handler that makes the floor's inserts: what a request costs before Charter does anything.

import Fastify from "fastify"
import { floorPool, insertFloor } from "../../src/bench/floor.ts"

const [url = "", connections = "20"] = process.argv.slice(2)
const pool = floorPool(url, Number(connections))
const server = Fastify()
server.post<{ Body: { subject: string; body: string } }>("/contacts", async (request, reply) =>
  reply.code(201).send({ case: await insertFloor(pool, request.body) }),
)
console.log(await server.listen({ port: 0 }))
