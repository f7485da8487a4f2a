/** One of the k(k − 1)/2 machines of a model: `Σ_s coefficients[s] K(x, x_s) − rho` is above 0 for the class `first`. */
export interface PairMachine {
  readonly first: number;
  readonly second: number;
  /** Rows of the training samples, counted from 0. */
  readonly samples: readonly number[];
  /** y_s α_s: positive for samples of `first`. */
  readonly coefficients: readonly number[];
  readonly rho: number;
}

/**
 * The machines in LIBSVM's text form of a precomputed-kernel model. Its header gives the labels in the order of the model,
 * the numbers of support vectors of each, and rho of every pair (1, 2), (1, 3), …, (2, 3), …; then a line for each support
 * vector: k − 1 coefficients and `0:` with its number, counted from 1. A sample of class i has in place j − 1 (or j, where
 * j < i, counting from 0) its coefficient in the machine of i and j. Source: svm_predict_values and svm_save_model in LIBSVM's svm.cpp.
 */
export function readMachines(text: string): PairMachine[] {
  const [header, vectors] = text.split("\nSV\n");
  const fields = Object.fromEntries(header.split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
  const numbers = (name: string) => fields[name].trim().split(/\s+/).map(Number);
  const [labels, counts, rhos] = [numbers("label"), numbers("nr_sv"), numbers("rho")];
  const lines = vectors.trim().split("\n").map(readVector);
  const starts = counts.map((_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
  const machines: PairMachine[] = [];
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      const part = (one: number, place: number) =>
        lines
          .slice(starts[one], starts[one] + counts[one])
          .flatMap(({ sample, coefficients }) => (coefficients[place] === 0 ? [] : [[sample, coefficients[place]]]));
      const all = [...part(i, j - 1), ...part(j, i)];
      machines.push({
        first: labels[i],
        second: labels[j],
        samples: all.map(([sample]) => sample),
        coefficients: all.map(([, coefficient]) => coefficient),
        rho: rhos[machines.length],
      });
    }
  }
  return machines;
}

function readVector(line: string): { readonly sample: number; readonly coefficients: readonly number[] } {
  const words = line.trim().split(/\s+/);
  const place = words[words.length - 1];
  return { sample: Number(place.slice(place.indexOf(":") + 1)) - 1, coefficients: words.slice(0, -1).map(Number) };
}
