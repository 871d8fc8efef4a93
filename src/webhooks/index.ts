// Webhooks out: other systems are told by signed messages that something happened.

export { type Posts, postDelivery } from "./deliver.ts"
export { deleteDeliveriesBefore, dueDeliveries } from "./delivery-store.ts"
export { type Endpoint, type EndpointState, endpointsLimit, type PausedBecause } from "./endpoint.ts"
export { findEndpoint, listEndpoints } from "./endpoint-store.ts"
export {
  addEndpoint,
  chooseTypes,
  type EndpointPlace,
  type EndpointWish,
  eventTypes,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
  type ShownSecret,
  sendAgain,
  tryEndpoint,
} from "./endpoints.ts"
export {
  type DeliveryCounts,
  type DeliveryState,
  deliveryCounts,
  findDelivery,
  type ListedAttempt,
  type ListedDelivery,
  listAttempts,
  listDeliveries,
} from "./list-store.ts"
export { keptMs as deliveriesKeptMs } from "./patience.ts"
export { deliveryJobs, deliveryRows } from "./tell.ts"
export { watchEndpoints } from "./watch.ts"
