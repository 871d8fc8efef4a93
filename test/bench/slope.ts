// The straight line that fits some points best (least squares): how fast something grows.

export type Point = readonly [x: number, y: number]

/** How much y grows with each 1 of x; NaN for fewer than two points. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [x, y] = [mean(([each]) => each), mean(([, each]) => each)]
  const covariance = points.reduce((sum, [eachX, eachY]) => sum + (eachX - x) * (eachY - y), 0)
  return covariance / points.reduce((sum, [each]) => sum + (each - x) ** 2, 0)
}
