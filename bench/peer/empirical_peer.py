"""The structured empirical NTK of 784-1024-1024-10 in JAX, to hold ntkit's against: empirical_peer.py empirical_nN[_f32] [repetitions]
prints one JSON line. The formulas are written out (forward, sensitivities of every output, inner products of activations and of
sensitivities layer by layer), as neural-tangents computes them with its structured derivatives; the whole square of X against itself.
"""
import json, re, sys, time
import numpy as np
import jax, jax.numpy as jnp

name = sys.argv[1]
repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
dtype = np.float32 if name.endswith("_f32") else np.float64
jax.config.update("jax_enable_x64", dtype == np.float64)
n = int(re.search(r"_n(\d+)", name).group(1))
rng = np.random.RandomState(0)
x = jnp.asarray(rng.randn(n, 784), dtype=dtype)
widths = [784, 1024, 1024, 10]
weights = [jnp.asarray(rng.randn(a, b), dtype=dtype) for a, b in zip(widths, widths[1:])]


def ntk(x, weights):
    inputs, slopes, a = [], [], x
    for i, w in enumerate(weights):
        inputs.append(a)
        z = a @ w / np.sqrt(w.shape[0])
        slopes.append(z > 0)
        a = jnp.maximum(z, 0)
    delta = jnp.broadcast_to(jnp.eye(10, dtype=x.dtype)[None], (x.shape[0], 10, 10))
    total = 0
    for i in reversed(range(len(weights))):
        w, a = weights[i], inputs[i]
        flat = delta.reshape(-1, delta.shape[-1])
        products = (flat @ flat.T).reshape(x.shape[0], 10, x.shape[0], 10)
        total = total + (a @ a.T / w.shape[0])[:, None, :, None] * products
        if i > 0:
            delta = (delta @ w.T / np.sqrt(w.shape[0])) * slopes[i - 1][:, None, :]
    return total


work = jax.jit(ntk)
start = time.perf_counter(); work(x, weights).block_until_ready(); first = time.perf_counter() - start
seconds = []
for _ in range(repetitions):
    start = time.perf_counter(); work(x, weights).block_until_ready(); seconds.append(time.perf_counter() - start)
print(json.dumps({"workload": name, "engine": "jax", "first_s": first, "median_s": float(np.median(seconds)), "min_s": min(seconds)}))
