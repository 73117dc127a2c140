/** The median of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `b` in `y = a * x ** b`, by least squares: 1 is linear, 2 quadratic. */
export function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(Math.max(y, 0.01))]);
  const mean = (at) => logs.reduce((sum, log) => sum + log[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const top = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return top / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
