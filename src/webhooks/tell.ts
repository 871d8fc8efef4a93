// How a verb tells the endpoints: a delivery for each, and its job, in the verb's own statement.

import { type Sql, sql } from "../database/index.ts"
import { jobRowsFor } from "../jobs/index.ts"

/** How long the verb's own job has before the sweep looks after a delivery, in the desk's time. */
export const leaseMilliseconds = 25_000

/**
 * The insert of the deliveries of some events, to stand in a CTE. `events` names a CTE with case_id, seq, type, at and hash; cases in
 * `silentCases` tell nobody. Gives delivery_id, for `deliveryJobs`.
 */
export function deliveryRows(events: Sql, silentCases: readonly number[]): Sql {
  return sql`insert into webhook_deliveries (endpoint_id, message_id, event_type, case_id, seq, happened_at, next_attempt_at, look_at)
    select e.endpoint_id, 'msg_' || encode(substring(told.hash from 1 for 16), 'hex'), told.type, told.case_id, told.seq, told.at, told.at,
      told.at + make_interval(secs => ${leaseMilliseconds / 1000}::float8)
    from ${events} told join webhook_endpoints e on e.state = 'active' and told.type = any(e.event_types)
    where told.case_id <> all(${silentCases}::bigint[])
    returning delivery_id`
}

/** The insert of a job for each delivery of a CTE. */
export function deliveryJobs(deliveries: Sql): Sql {
  return jobRowsFor(sql`select 'post-webhook'::text, jsonb_build_object('delivery', delivery_id), 0 from ${deliveries}`)
}
