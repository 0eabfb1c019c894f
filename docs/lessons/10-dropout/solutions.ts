import type { Tensor } from 'handgrad';

export function dropout(x: number[], words: number[], rate: number, dy: number[]): { y: number[]; dx: number[] } {
  const threshold = Math.floor(rate * 2 ** 32);
  const dropped = (values: number[]) => values.map((value, i) => (words[i] < threshold ? 0 : value / (1 - rate)));
  return { y: dropped(x), dx: dropped(dy) };
}

/** The bias is not dropped: it moves the mean and nothing else. */
export function meanAndVariance(x: number[], w: number[], b: number, rate: number): { mean: number; variance: number } {
  const terms = x.map((value, i) => value * w[i]);
  return {
    mean: terms.reduce((sum, term) => sum + term, b),
    variance: (rate / (1 - rate)) * terms.reduce((sum, term) => sum + term ** 2, 0),
  };
}

/** E(z - target)^2 = (E z - target)^2 + Var z. */
export function expectedLoss(x: Tensor, w: Tensor, target: Tensor, rate: number): Tensor {
  const variance = x
    .mul(w)
    .square()
    .sum(1)
    .mul(rate / (1 - rate));
  return x.dot(w).sub(target).square().add(variance).mean();
}
