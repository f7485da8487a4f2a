import type { Backend } from "@ntkit/backend";

export interface Share {
  calls: number;
  milliseconds: number;
}

/** A backend that computes as `inner` does, and adds up in `shares` how often each operation was called and how long it took. */
export function timedBackend(inner: Backend, shares: Record<string, Share>): Backend {
  const timed =
    <A extends unknown[], R>(operation: string, call: (...values: A) => R) =>
    (...values: A): R => {
      const start = performance.now();
      const done = () => {
        shares[operation] ??= { calls: 0, milliseconds: 0 };
        shares[operation].calls += 1;
        shares[operation].milliseconds += performance.now() - start;
      };
      const result = call(...values);
      if (result instanceof Promise) result.then(done, done);
      else done();
      return result;
    };
  return {
    ...inner,
    name: `timed ${inner.name}`,
    matmul: timed("matmul", inner.matmul),
    gram: timed("gram", inner.gram),
    gramDiagonal: timed("gramDiagonal", inner.gramDiagonal),
    fused: timed("fused", inner.fused),
    read: timed("read", inner.read),
    eigh: timed("eigh", inner.eigh),
    cholesky: timed("cholesky", inner.cholesky),
    choleskySolve: timed("choleskySolve", inner.choleskySolve),
    triangularSolve: timed("triangularSolve", inner.triangularSolve),
  };
}
