import { type Architecture, dense, relu, serial } from "@ntkit/architectures";

/**
 * The kernel of Arora et al. 2020 as a network on d features: `depth` hidden ReLU layers of weightStd 1 without bias, the
 * weights of the first `fix` layers not trained. Theirs has no 1/d in front of x·x', which the first layer's weightStd √d takes away.
 */
export function aroraNetwork(features: number, depth: number, fix = 0): Architecture {
  const layer = (index: number) => dense(10, { weightStd: index === 0 ? Math.sqrt(features) : 1, trainable: index >= fix });
  return serial({}, ...Array.from({ length: depth }, (_, index) => [layer(index), relu()]).flat(), layer(depth));
}
